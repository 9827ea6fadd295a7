import Joi from "joi";
import type { OrderStatus } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import { field, listQuery, money, pagination, paginationSchema, pagingOf, record } from "../../formats.ts";
import { orderStatuses, paymentStatuses } from "../merchant/order-shapes.ts";
import { orderNotFound, orderPath, ownOrder } from "./order-common.ts";
import { detailExample, paymentExample, refundExample, shipmentExample, summaryExample } from "./order-examples.ts";
import { paymentOf, paymentSchema, refundOf, refundSchema, shipmentOf, shipmentSchema } from "./order-part-shapes.ts";
import { answerOfOrder, detailSchema } from "./order-shapes.ts";
import { amountDue, isRetryAvailable } from "./order-state.ts";
import { summaryOf, summarySchema } from "./order-summary-shapes.ts";

interface ListQuery {
  user_id: string;
  status?: OrderStatus[];
  "status[]"?: OrderStatus[];
  sort_by: "order_date" | "-order_date";
  page?: number;
  limit: number;
  cursor?: string;
}

const tag = "Orders";
const statusQuery = () =>
  Joi.array()
    .items(Joi.string().valid(...orderStatuses))
    .single()
    .max(20);

const listOrders = endpoint({
  id: "storefrontListOrders",
  method: "GET",
  path: "/orders",
  tag,
  summary: "List one's orders",
  description: "The orders of the shopper who is signed in, in short.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, {
    user_id: Joi.string()
      .max(40)
      .required()
      .description("The shopper's own id.")
      .example("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
    status: statusQuery().description("Any of these; may be repeated."),
    "status[]": statusQuery().description("The same, as some clients write lists."),
    sort_by: Joi.string().valid("order_date", "-order_date").default("-order_date").description("`-` is newest first."),
  }),
  action: "orders.search",
  input: ({ store, query, principal }) => {
    if (query.user_id !== principal.subject)
      refuse(403, "forbidden", "The token does not open another customer's records.");
    const statuses = [...new Set([...(query.status ?? []), ...(query["status[]"] ?? [])])];
    return {
      store_id: store.store_id,
      filter: { customer_id: principal.subject, ...(statuses.length > 0 ? { statuses } : {}) },
      sort: { by: "created_at", order: query.sort_by === "order_date" ? "asc" : "desc" },
      with_items: true,
      ...pagingOf(query, query.limit),
    };
  },
  output: (list, { store, query }) => ({
    orders: list.items.map((order) => summaryOf(order, store)),
    pagination: pagination(list, query, { limit: query.limit }),
  }),
  answerSchema: record({ orders: Joi.array().items(summarySchema()), pagination: paginationSchema("limit") }),
  answerExample: { orders: [summaryExample], pagination: { page: 1, limit: 20, total: 1, next_cursor: null } },
  errors: [],
});

/** Storefront: one order, whose ETag writes of it are compared with. */
export const getOrder = endpoint({
  id: "storefrontGetOrder",
  method: "GET",
  path: "/orders/:order_number",
  tag,
  summary: "Get one of one's orders",
  description:
    "With what may be done with it now: `is_cancellation_allowed`, `is_return_allowed`, `is_retry_available`.",
  pathSchema: orderPath,
  action: "orchestra.getCustomerOrder",
  input: ownOrder,
  ...answerOfOrder,
  answerSchema: detailSchema(),
  answerExample: detailExample,
  errors: [orderNotFound],
});

const partOf = (id: string, name: string, summary: string) => ({
  id,
  method: "GET" as const,
  path: `/orders/:order_number/${name}`,
  tag,
  summary,
  pathSchema: orderPath,
  action: "orchestra.getCustomerOrder" as const,
  input: ownOrder,
  errors: [orderNotFound],
});

const getShipments = endpoint({
  ...partOf("storefrontListShipments", "shipments", "List an order's parcels"),
  output: ({ order }) => ({ shipments: order.fulfillments.map(shipmentOf) }),
  answerSchema: record({ shipments: Joi.array().items(shipmentSchema()) }),
  answerExample: { shipments: [shipmentExample] },
});

const getPayments = endpoint({
  ...partOf("storefrontListPayments", "payments", "List an order's payments"),
  description: "Oldest first, those that failed too.",
  output: ({ order }, { store }) => ({ payments: order.money.payments.map((payment) => paymentOf(payment, store)) }),
  answerSchema: record({ payments: Joi.array().items(paymentSchema()) }),
  answerExample: { payments: [paymentExample] },
});

const getRefunds = endpoint({
  ...partOf("storefrontListRefunds", "refunds", "List an order's refunds"),
  output: ({ order }, { store }) => ({ refunds: order.money.refunds.map((refund) => refundOf(refund, store)) }),
  answerSchema: record({ refunds: Joi.array().items(refundSchema()) }),
  answerExample: { refunds: [refundExample] },
});

const getPaymentStatus = endpoint({
  ...partOf("storefrontGetPaymentStatus", "payment-status", "Ask how an order's payment stands"),
  output: ({ order }, { store }) => ({
    order_number: order.order_number,
    payment_status: order.payment_status,
    is_retry_available: isRetryAvailable(order),
    amount_due: money(amountDue(order), store),
  }),
  answerSchema: record({
    order_number: field.id("A-1045"),
    payment_status: Joi.string().valid(...paymentStatuses),
    is_retry_available: field.flag(),
    amount_due: field.amount(),
  }),
  answerExample: { order_number: "A-1045", payment_status: "failed", is_retry_available: true, amount_due: 66.17 },
});

/** Storefront: a shopper's orders (contract §5). */
export const orders = [listOrders, getOrder, getShipments, getPayments, getRefunds, getPaymentStatus];
