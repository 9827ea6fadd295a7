import Joi from "joi";
import {
  type ActionResult,
  type FullOrder,
  type OrderFilter,
  type OrderSort,
  orderSorts,
  type Store,
} from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { refuseFields } from "../../errors.ts";
import { assertAmounts, listQuery, minorUnits, type PageQuery, pagingOf, timeQuery } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import {
  enumeration,
  financialStatus,
  orderFulfillmentStatus,
  orderStatus,
  paymentStatus,
  sortOrder,
} from "../shared/enumerations.ts";
import { idOf, messageStoreOf, workflow } from "../shared/requests.ts";
import { bulkBody, type CancelBody, cancelBody, changeOf, statusBody } from "./order-bodies.ts";
import { bulk, notCancellable, orderNotFound, orderPath, orderTag, runOf, staleOrder } from "./order-common.ts";
import { bulkOutcome, cancelledOrder, order, orderDetail } from "./order-shapes.ts";

interface ListQuery extends Omit<OrderFilter, "created_from" | "created_until">, PageQuery {
  date_from?: number;
  date_to?: number;
  store_id?: number;
  sort_by: OrderSort;
  sort_order: "asc" | "desc";
}

const orderSort = enumeration("OrderSort", orderSorts);
const tag = "Orders";

const listOrders = endpoint({
  id: "merchantListOrders",
  method: "GET",
  path: "/orders",
  tag,
  summary: "List orders",
  description: "Filters and sorts the orders of a domain.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    status: orderStatus.schema,
    payment_status: paymentStatus.schema,
    fulfillment_status: orderFulfillmentStatus.schema,
    financial_status: financialStatus.schema,
    customer_id: idOf("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    date_from: timeQuery("start").description("Created on or after this date or date-time."),
    date_to: timeQuery("end").description("Created on or before this date or date-time; a date means the whole day."),
    search: Joi.string()
      .max(64)
      .pattern(/\S/, "text")
      .description("Begins the order number; case-insensitive.")
      .example("A-10"),
    store_id: Joi.number().integer().description("Must be the domain's own, when given.").example(22),
    sort_by: orderSort.schema.default("created_at"),
    sort_order: sortOrder.schema.default("desc"),
  }),
  action: "orders.search",
  input: ({ store, query }) => ({
    store_id: store.store_id,
    filter: filterOf(query, store),
    sort: { by: query.sort_by, order: query.sort_order },
    ...pagingOf(query, query.limit),
  }),
  ...pages(order, "limit"),
  errors: [],
});

/** Merchant: one order, whose ETag writes of it are compared with. */
export const getOrder = endpoint({
  id: "merchantGetOrder",
  method: "GET",
  path: "/orders/:order_id",
  tag,
  summary: "Get an order",
  description:
    "The whole order: items, customer, payments, refunds, shipping, fulfilments, returns, timeline. Never older than the last write that was answered.",
  pathSchema: orderPath,
  action: "orchestra.getOrder",
  input: ({ store, path }) => ({ store_id: store.store_id, order_id: path.order_id }),
  ...answers(orderDetail, ({ order }: { order: FullOrder }) => order),
  etag: ({ order }) => orderTag(order),
  headers: ({ cached }) => ({ "X-Cache": cached ? "HIT" : "MISS" }),
  answerHeaders: { "X-Cache": "`HIT` when it came from the cache, else `MISS`." },
  errors: [orderNotFound],
});

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
    return { ...runOf(request), status, ...(note === undefined ? {} : { note }), notify };
  },
  ...answers(order),
  etag: orderTag,
  errors: [
    orderNotFound,
    [409, "invalid_status_transition", "The order is delivered or cancelled and keeps its status."],
    notCancellable,
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
    "Sets the status, voids what is held, refunds and restocks as told, cancels the fulfilments and tells the customer, each once whatever fails on the way.",
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
  input: (request) => ({ ...runOf(request), ...cancellingOf(request.body, request.store) }),
  ...answers(cancelledOrder, ({ order, ...outcome }: ActionResult<"orchestra.cancelOrder">) => ({
    ...order,
    ...outcome,
  })),
  etag: ({ order }) => orderTag(order),
  errors: [
    orderNotFound,
    [409, "order_already_cancelled", "The order is cancelled already."],
    notCancellable,
    [422, "refund_exceeds_paid", "`refund_amount` is more than what is captured and not refunded yet."],
    [
      422,
      "refund_declined",
      "The payment provider does not give the money back. All else is done: the order is cancelled, and its refund waits.",
    ],
    staleOrder,
  ],
});

const updateOrders = endpoint({
  ...bulk,
  id: "merchantBulkUpdateOrders",
  method: "PATCH",
  path: "/orders/bulk",
  tag,
  summary: "Update many orders",
  description:
    "Does one thing to each of the orders. What cannot be done to one of them fails alone and is told in `failed`; `success` is false then, and the answer still 200.",
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
    idempotency_key,
  }),
  ...answers(bulkOutcome),
  errors: [],
});

/** Merchant: orders (contract §3). */
export const orders = [listOrders, getOrder, setStatus, cancelOrder, updateOrders];

function filterOf(query: ListQuery, store: Store): OrderFilter {
  if (query.store_id !== undefined && query.store_id !== store.store_id)
    refuseFields([{ path: "store_id", message: `"store_id" must be the domain's, ${store.store_id}` }]);
  const { status, payment_status, fulfillment_status, financial_status, customer_id, search } = query;
  const times = { created_from: query.date_from, created_until: query.date_to };
  const filter = { status, payment_status, fulfillment_status, financial_status, customer_id, search, ...times };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function cancellingOf(body: CancelBody, store: Store) {
  const { reason, cancel_reason_details, refund, refund_amount: amount, restock, notify_customer } = body;
  if (amount !== undefined && !refund)
    refuseFields([{ path: "refund_amount", message: '"refund_amount" is allowed with "refund": true only' }]);
  assertAmounts({ refund_amount: amount }, store);
  return {
    reason,
    ...(cancel_reason_details === undefined ? {} : { cancel_reason_details }),
    refund,
    ...(amount === undefined ? {} : { refund_amount: minorUnits(amount, store) }),
    restock,
    notify: notify_customer,
  };
}
