import { errorsOf } from "../../mixins/actions/errors.ts";

/** Errors of the orders service. */
export const orderErrors = {
  order_not_found: [404, "Order not found."],
  order_exists: [409, "There is an order with this id already."],
  invalid_status_transition: [409, "An order that is delivered or cancelled keeps its status."],
  pieces_lost: [409, "Pieces of the order were lost on their way. Send them again or refund them first."],
  order_already_cancelled: [409, "The order is cancelled already."],
  order_not_cancellable: [
    409,
    "An order that is shipped, delivered or refunded, or of which a fulfilment is, can no longer be cancelled.",
  ],
  order_not_fulfillable: [
    409,
    "An order that is cancelled or refunded can no longer be fulfilled, nor a cancelled one's fulfilments changed.",
  ],
  item_not_found: [404, "The order has no such item."],
  quantity_exceeds_unfulfilled: [422, "Less than that is left to fulfil; each item may be named once."],
  fulfillment_not_found: [404, "The order has no such fulfilment."],
  invalid_fulfillment_transition: [
    409,
    "A fulfilment goes from pending to shipped, delivered or cancelled, and from shipped to delivered, lost or returned_to_sender. A lost one may still be delivered or returned, unless its pieces were sent again or refunded.",
  ],
  item_not_returnable: [422, "Only delivered pieces can be returned, and only within the store's time for returns."],
  quantity_exceeds_returnable: [
    422,
    "Fewer than that can still be returned: what was delivered, less what came back or is asked back.",
  ],
  return_not_found: [404, "Return not found."],
  return_exists: [409, "There is a return of this id already. Make another id."],
  invalid_return_transition: [
    409,
    "A return goes from requested to approved or rejected, from approved to received or rejected, and no further.",
  ],
  too_many_tags: [422, "An order has 100 tags at most."],
  invalid_discount: [422, "The discount is larger than the sub total that it is taken from."],
} as const;

export const fail = errorsOf(orderErrors);
