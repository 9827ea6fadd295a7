import { action } from "../../../mixins/actions/action.ts";
import { changeReturn } from "../return-transaction.ts";
import { params } from "../returns.schema.ts";

/** Records what a customer received for a return. Throws `return_not_found`. */
export const settle = action("returns.settle", params.settle, async (request, context) => {
  const { refund_amount, replacement_order_id } = request;
  const settled = await changeReturn(context, request, () => ({ refund_amount, replacement_order_id }));
  return settled.return;
});
