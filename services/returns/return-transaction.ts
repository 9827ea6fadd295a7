import type { ActionContext } from "../../mixins/actions/action.ts";
import { assertVersion } from "../../mixins/actions/errors.ts";
import { idempotent } from "../../mixins/actions/idempotent.ts";
import type { OrderReturn, Write } from "../contracts.ts";
import { publishUpdated } from "./returns.events.ts";
import { fetchReturn, updateReturn } from "./store/returns.ts";
import { type ReturnRow, toReturn } from "./store/rows.ts";

type Columns = Partial<Pick<ReturnRow, "status" | "note" | "refund_amount" | "replacement_order_id">>;

/**
 * Changes one return exactly once, on its locked row, and publishes the change; `decide` returns the columns to write,
 * or undefined for none. Throws `return_not_found`, `version_mismatch`.
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
      publishUpdated(publish, row, before, after);
      return { return: after, changed: true };
    },
    // The recorded answers hold address, reasons and note, so they are erased with the customer.
    ({ return: { customer_id } }) => customer_id,
  );
}
