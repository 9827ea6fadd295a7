import type { ActionContext } from "../../mixins/actions/action.ts";
import { assertVersion } from "../../mixins/actions/errors.ts";
import { idempotent } from "../../mixins/actions/idempotent.ts";
import type { OrderReturn, Write } from "../contracts.ts";
import { tellUpdated } from "./returns.events.ts";
import { fetchReturn, updateReturn } from "./store/returns.ts";
import { type ReturnRow, toReturn } from "./store/rows.ts";

type Columns = Partial<Pick<ReturnRow, "status" | "note" | "refund_amount" | "replacement_order_id">>;

/**
 * Changes one return exactly once, on its locked row, and tells of it; `decide` says which columns, or that nothing
 * changes. Throws `return_not_found`, `version_mismatch`.
 */
export function changeReturn(
  context: ActionContext,
  request: Write & { store_id: number; return_id: string; if_versions?: number[] },
  decide: (now: OrderReturn) => Columns | undefined,
): Promise<{ return: OrderReturn; changed: boolean }> {
  return idempotent(
    context,
    request,
    async ({ tx, publish }) => {
      const row = await fetchReturn(context.db, request.store_id, request.return_id, tx);
      assertVersion(row.version, request.if_versions);
      const before = toReturn(row);
      const columns = decide(before);
      if (!columns) return { return: before, changed: false };
      const after = toReturn(await updateReturn(context.db, tx, row, columns));
      tellUpdated(publish, row, before, after);
      return { return: after, changed: true };
    },
    // Answers hold address, reasons and note: when their customer is erased, so are they.
    ({ return: { customer_id } }) => customer_id,
  );
}
