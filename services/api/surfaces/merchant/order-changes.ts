import type { ActionResult, Store } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { refuseFields } from "../../errors.ts";
import { assertAmounts, minorUnits } from "../../formats.ts";
import { answers } from "../shared/answers.ts";
import { given, messageStoreOf, promotionKept, workflow } from "../shared/requests.ts";
import { notFound } from "./common.ts";
import { bulkBody, type CancelBody, cancelBody, changeOf, statusBody } from "./order-bodies.ts";
import { notCancellable, orderPath, orderTag, runOf, staleOrder } from "./order-common.ts";
import { bulkOutcome, cancelledOrder, order } from "./order-shapes.ts";
import { getOrder } from "./orders.ts";

const tag = "Orders";

const setStatus = endpoint({
  ...workflow,
  id: "merchantSetOrderStatus",
  ifMatch: getOrder,
  method: "PATCH",
  path: "/orders/:order_id/status",
  tag,
  summary: "Set an order's status",
  description:
    "From `delivered` and `cancelled` nothing moves; the status that the order has changes nothing. `cancelled` cancels with restock and no refund, `refunded` refunds all that is captured.",
  pathSchema: orderPath,
  bodySchema: statusBody,
  bodyExample: { status: "processing", note: "Order is being prepared for shipment", notify_customer: true },
  action: "orchestra.setOrderStatus",
  input: (request) => {
    const { status, note, notify_customer: notify } = request.body;
    return { ...runOf(request), status, ...given({ note }), notify, ...promotionKept(request.store) };
  },
  ...answers(order),
  etag: orderTag,
  errors: [
    notFound("order"),
    [409, "invalid_status_transition", "The order is delivered or cancelled and keeps its status."],
    notCancellable,
    [409, "pieces_lost", "Pieces were lost on their way: they are sent again or refunded before the order is sent."],
    [409, "order_already_cancelled", "Another request cancelled the order meanwhile."],
    [409, "nothing_to_refund", "Nothing is captured that is not refunded yet."],
    [422, "refund_declined", "The payment provider does not give the money back; the order keeps its status."],
    staleOrder,
  ],
});

const cancelOrder = endpoint({
  ...workflow,
  id: "merchantCancelOrder",
  ifMatch: getOrder,
  method: "POST",
  path: "/orders/:order_id/cancel",
  tag,
  summary: "Cancel an order",
  description:
    "Sets the status, voids what is held, refunds and restocks as requested, cancels the fulfilments and notifies the customer, each exactly once.",
  pathSchema: orderPath,
  bodySchema: cancelBody,
  bodyExample: {
    reason: "customer_request",
    cancel_reason_details: "Customer requested cancellation via phone",
    refund: true,
    refund_amount: 66.17,
    restock: true,
    notify_customer: true,
  },
  action: "orchestra.cancelOrder",
  input: (request) => ({
    ...runOf(request),
    ...cancellingOf(request.body, request.store),
    ...promotionKept(request.store),
  }),
  ...answers(cancelledOrder, ({ order, ...outcome }: ActionResult<"orchestra.cancelOrder">) => ({
    ...order,
    ...outcome,
  })),
  etag: ({ order }) => orderTag(order),
  errors: [
    notFound("order"),
    [409, "order_already_cancelled", "The order is cancelled already."],
    notCancellable,
    [422, "refund_exceeds_paid", "`refund_amount` is more than what is captured and not refunded yet."],
    [
      422,
      "refund_declined",
      "The payment provider does not give the money back. All else is done: the order is cancelled. `details` name the refund, which can be settled; the order can be refunded again.",
    ],
    staleOrder,
  ],
});

const updateOrders = endpoint({
  // Many orders at once take longer than one.
  deadlineMs: 60_000,
  id: "merchantBulkUpdateOrders",
  method: "PATCH",
  path: "/orders/bulk",
  tag,
  summary: "Update many orders",
  description:
    "Does one thing to each of the orders. An order that cannot be changed fails alone and is listed in `failed`; `success` is then false, and the answer still 200.",
  bodySchema: bulkBody,
  bodyExample: {
    order_ids: ["ord_1", "ord_2", "ord_3"],
    action: "update_status",
    data: { status: "processing", notify_customers: false },
  },
  action: "orchestra.bulkUpdateOrders",
  input: ({ store, body, idempotency_key }) => ({
    store: messageStoreOf(store),
    order_ids: body.order_ids,
    change: changeOf(body),
    ...promotionKept(store),
    idempotency_key,
  }),
  ...answers(bulkOutcome),
  errors: [],
});

/** Merchant: changes of orders (contract §3). */
export const orderChanges = [setStatus, cancelOrder, updateOrders];

function cancellingOf({ notify_customer: notify, refund_amount: amount, ...body }: CancelBody, store: Store) {
  if (amount !== undefined && !body.refund)
    refuseFields([{ path: "refund_amount", message: '"refund_amount" is allowed with "refund": true only' }]);
  assertAmounts({ refund_amount: amount }, store);
  return { ...body, ...(amount === undefined ? {} : { refund_amount: minorUnits(amount, store) }), notify };
}
