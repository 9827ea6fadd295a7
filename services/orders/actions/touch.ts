import { action } from "../../../mixins/actions/action.ts";
import { changeOrder } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";

/** Raises an order's version after a change of something that another service keeps of it. Throws `order_not_found`. */
export const touch = action("orders.touch", params.touch, (request, context) =>
  changeOrder(context, request, ({ save }) => save({})),
);
