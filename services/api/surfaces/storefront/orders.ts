import Joi from "joi";
import type { FullOrder, OrderStatus } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { refuse } from "../../errors.ts";
import { listQuery, type PageQuery, pagingOf } from "../../formats.ts";
import { answers, cutPages, pages } from "../shared/answers.ts";
import { orderStatus } from "../shared/enumerations.ts";
import { orderNotFound, orderPath, ownOrder } from "./order-common.ts";
import { orderPayment, payment, refund, shipment } from "./order-part-shapes.ts";
import { answerOfOrder, orderSummary } from "./order-shapes.ts";

interface Found {
  order: FullOrder;
}

interface ListQuery extends PageQuery {
  user_id: string;
  status?: OrderStatus[];
  "status[]"?: OrderStatus[];
  sort_by: "order_date" | "-order_date";
}

const tag = "Orders";
const statusQuery = () => Joi.array().items(orderStatus.schema).single().max(20);

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
    status: statusQuery().description("Any of these; may be repeated.").example(["delivered"]),
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
  ...pages(orderSummary, "limit", "orders"),
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
  description: "Each with its tracking number and what is in it.",
  ...cutPages(shipment, "shipments", ({ order }: Found) => order.fulfillments),
});

const getPayments = endpoint({
  ...partOf("storefrontListPayments", "payments", "List an order's payments"),
  description: "Oldest first, those that failed too.",
  ...cutPages(payment, "payments", ({ order }: Found) => order.money.payments),
});

const getRefunds = endpoint({
  ...partOf("storefrontListRefunds", "refunds", "List an order's refunds"),
  description: "Oldest first, each with its status at the payment provider.",
  ...cutPages(refund, "refunds", ({ order }: Found) => order.money.refunds),
});

const getPaymentStatus = endpoint({
  ...partOf("storefrontGetPaymentStatus", "payment-status", "Ask how an order's payment stands"),
  description: "The latest payment's status, why it failed, what is still due, and whether the payment can be retried.",
  ...answers(orderPayment, ({ order }: Found) => order),
});

/** Storefront: a shopper's orders (contract §5). */
export const orders = [listOrders, getOrder, getShipments, getPayments, getRefunds, getPaymentStatus];
