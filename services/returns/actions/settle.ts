import { action } from "../../../mixins/action.ts";
import { changeReturn } from "../changing.ts";
import { params } from "../returns.schemas.ts";

/** Notes what a customer got for what came back. Throws `return_not_found`. */
export const settle = action("returns.settle", params.settle, async (request, handling) => {
  const { refund_amount, replacement_order_id } = request;
  const settled = await changeReturn(handling, request, () => ({ refund_amount, replacement_order_id }));
  return settled.return;
});
