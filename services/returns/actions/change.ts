import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { OrderReturn, Write } from "../../contracts.ts";
import { publishReturn } from "../returns.events.ts";
import { assertNext } from "../returns.rules.ts";
import { params } from "../returns.schema.ts";
import { fetchReturn, type ReturnRow, toReturn, updateReturn } from "../store/returns.ts";

type Columns = Partial<Pick<ReturnRow, "status" | "note" | "refund_amount" | "replacement_order_id">>;

/**
 * Changes the status of a return; repeating a status changes nothing. Throws `return_not_found`, `version_mismatch`,
 * `invalid_return_transition`.
 */
export const setStatus = action("returns.setStatus", params.setStatus, (request, context) =>
  changeReturn(context, request, ({ status: from }) => {
    const { status, note } = request;
    if (from === status) return undefined;
    assertNext(from, status);
    return note === undefined ? { status } : { status, note };
  }),
);

/** Records what a customer received for a return. Throws `return_not_found`. */
export const settle = action("returns.settle", params.settle, async (request, context) => {
  const { refund_amount, replacement_order_id } = request;
  const settled = await changeReturn(context, request, () => ({ refund_amount, replacement_order_id }));
  return settled.return;
});

// Changes the locked row exactly once and publishes the change; `decide` returns the columns to write, or undefined for
// none.
function changeReturn(
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
      publishReturn(publish, row, after, before);
      return { return: after, changed: true };
    },
    // The recorded answers hold address, reasons and note, so they are erased with the customer.
    ({ return: { customer_id } }) => customer_id,
  );
}
