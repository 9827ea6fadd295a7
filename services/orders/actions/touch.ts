import { action } from "../../../mixins/action.ts";
import { changeOrder } from "../changing.ts";
import { params } from "../orders.schemas.ts";

/** Raises an order's version after a part of it that another service keeps was changed. Throws `order_not_found`. */
export const touch = action("orders.touch", params.touch, (request, handling) =>
  changeOrder(handling, request, ({ save }) => save({})),
);
