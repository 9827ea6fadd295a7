import Joi from "joi";
import { type FullOrder, type OrderFilter, type OrderSort, orderSorts, type Store } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { refuseFields } from "../../errors.ts";
import { listQuery, type PageQuery, timeQuery } from "../../formats.ts";
import { keptAnswers, pages } from "../shared/answers.ts";
import {
  enumeration,
  financialStatus,
  orderFulfillmentStatus,
  orderStatus,
  paymentStatus,
  sortOrder,
} from "../shared/enumerations.ts";
import { given, idOf, listOf } from "../shared/requests.ts";
import { notFound } from "./common.ts";
import { orderPath, orderTag } from "./order-common.ts";
import { order, orderDetail } from "./order-shapes.ts";

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
      .description("Begins the order number, in any case.")
      .example("A-10"),
    store_id: Joi.number().integer().description("Must be the domain's own, when given.").example(22),
    sort_by: orderSort.schema.default("created_at"),
    sort_order: sortOrder.schema.default("desc"),
  }),
  action: "orders.search",
  input: (request) => ({
    ...listOf(request),
    filter: filterOf(request.query, request.store),
    sort: { by: request.query.sort_by, order: request.query.sort_order },
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
  // Not all of the path: writes below an order run this read with their own paths.
  input: ({ store, path }) => ({ store_id: store.store_id, order_id: path.order_id }),
  ...keptAnswers(orderDetail, ({ order }: { order: FullOrder }) => order),
  etag: ({ order }) => orderTag(order),
  headers: ({ cached }) => ({ "X-Cache": cached ? "HIT" : "MISS" }),
  answerHeaders: { "X-Cache": "`HIT` when it came from the cache, else `MISS`." },
  errors: [notFound("order")],
});

/** Merchant: reads of orders (contract §3). */
export const orders = [listOrders, getOrder];

function filterOf(query: ListQuery, store: Store): OrderFilter {
  if (query.store_id !== undefined && query.store_id !== store.store_id)
    refuseFields([{ path: "store_id", message: `"store_id" must be the domain's, ${store.store_id}` }]);
  const { status, payment_status, fulfillment_status, financial_status, customer_id, search } = query;
  const times = { created_from: query.date_from, created_until: query.date_to };
  return given({ status, payment_status, fulfillment_status, financial_status, customer_id, search, ...times });
}
