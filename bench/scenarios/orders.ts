import type { FreshOrder } from "../orders/pools.ts";
import type { Shop } from "../shops.ts";
import { type Asked, cursor, jsonOf, page400, queryOf, type Scenario, usualGoal } from "./scenario.ts";

type Values = Record<string, string | number>;
type Place = Shop["orders"]["places"][number];

const path = (shop: Shop) => `/merchant/api/v1/domains/${shop.domain_id}/orders`;
const placeAt = ({ orders: { places } }: Shop, n: number) => places[n % places.length] as Place;
const get = (shop: Shop, of: string): Asked => ({ method: "GET", path: path(shop) + of, headers: shop.merchant });

function list(name: string, query: (shop: Shop, n: number, place: Place) => Values): Scenario {
  const ask = (shop: Shop, n: number) => get(shop, `?${queryOf(query(shop, n, placeAt(shop, n)))}`);
  return { name: `order list: ${name}`, kind: "list", goal: usualGoal, ask };
}

const statuses = ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"];
const payments = ["pending", "authorized", "captured", "voided"];
const finances = ["pending", "paid", "refunded", "voided"];
const fulfillments = ["unfulfilled", "fulfilled"];
const turn = <T>(values: T[], n: number) => values[n % values.length] as T;
const sorts = ["updated_at", "order_number", "grand_total"];
const bothWays = (n: number) => (n % 2 ? "asc" : "desc");
const day = (time: number) => new Date(time).toISOString().slice(0, 10);
// Of three to all of its digits: from a tenth of the shop to one order.
const beginning = ({ order_number }: Place, n: number) =>
  order_number.slice(0, Math.min(order_number.length, 5 + (n % 4)));

/** Every filter, every sorting, and every way through the list. */
export const orderLists: Scenario[] = [
  list("page 1", (_, n) => ({ page: 1, sort_order: bothWays(n) })),
  list("page 400", (shop, n) => ({ page: Math.max(1, page400(shop.orders.count) - (n % 20)) })),
  list("by cursor", (_, _n, { created_at, id }) => ({
    cursor: cursor("orders", "created_at", "desc", created_at, id),
  })),
  ...sorts.map((sort_by) =>
    list(`sort ${sort_by}`, (_, n) => ({ sort_by, sort_order: bothWays(n), page: 1 + (n % 10) })),
  ),
  ...sorts.map((sort_by) =>
    list(`sort ${sort_by}, page 400`, (shop, n) => ({
      sort_by,
      page: Math.max(1, page400(shop.orders.count) - (n % 20)),
    })),
  ),
  list("status", (_, n) => ({ status: turn(statuses, n), page: 1 + (n % 5) })),
  list("payment_status", (_, n) => ({ payment_status: turn(payments, n), page: 1 + (n % 5) })),
  list("financial_status", (_, n) => ({ financial_status: turn(finances, n), page: 1 + (n % 5) })),
  list("fulfillment_status", (_, n) => ({ fulfillment_status: turn(fulfillments, n), page: 1 + (n % 5) })),
  list("customer_id", (_, _n, { customer_id }) => ({ customer_id })),
  list("date_from", (_, n, { created_at }) => ({ date_from: day(created_at), sort_order: bothWays(n) })),
  list("date_from and date_to", (_, _n, { created_at }) => ({
    date_from: day(created_at - 7 * 86_400_000),
    date_to: day(created_at),
  })),
  list("search", (_, n, place) => ({ search: beginning(place, n) })),
  list("status and dates", (_, n, { created_at }) => ({ status: turn(statuses, n), date_from: day(created_at) })),
  list("status and search", (_, n, place) => ({ status: turn(statuses, n), search: beginning(place, n) })),
  list("customer_id and status", (_, n, { customer_id }) => ({ customer_id, status: turn(statuses, n) })),
  list("status, sort grand_total", (_, n) => ({ status: turn(statuses, n), sort_by: "grand_total" })),
  list("search, sort updated_at", (_, n, place) => ({ search: beginning(place, n), sort_by: "updated_at" })),
  list("status, page 400", (shop, n) => ({
    status: "delivered",
    page: Math.max(1, Math.floor(page400(shop.orders.count) / 2) - (n % 20)),
  })),
];

/** Order details: of orders that were never read before, and of some hundred repeatedly. */
export const orderDetails: Scenario[] = [
  {
    name: "order detail, cold",
    kind: "one",
    goal: usualGoal,
    ask: (shop) => get(shop, `/${shop.orders.cold.next()}`),
  },
  {
    name: "order detail, cached",
    kind: "one",
    goal: 1.5,
    ask: (shop, n) => get(shop, `/${turn(shop.orders.warm, n)}`),
  },
];

const statusOf = (lap: number) => (lap % 2 === 0 ? "confirmed" : "processing");

function status(name: string, goal: number | null, notify_customer: boolean): Scenario {
  const ask = (shop: Shop) => {
    const { value, lap } = shop.orders.moving.next();
    const body = { status: statusOf(lap), note: "Order is being prepared for shipment", notify_customer };
    return jsonOf(shop, "PATCH", `${path(shop)}/${value}/status`, body);
  };
  return { name, kind: "change", goal, ask };
}

/** Cancels an order with all that may follow. */
export const cancelling = (shop: Shop, { id }: FreshOrder, notify_customer: boolean): Asked =>
  jsonOf(shop, "POST", `${path(shop)}/${id}/cancel`, {
    reason: "customer_request",
    cancel_reason_details: "Customer requested cancellation via phone",
    refund: true,
    restock: true,
    notify_customer,
  });

function cancel(name: string, goal: number | null, told: boolean): Scenario {
  return { name, kind: "change", goal, ask: (shop) => cancelling(shop, shop.orders.fresh.next(), told) };
}

const address = {
  type: "HOME",
  name: "John Doe",
  phone: "+919999999999",
  line1: "123 Main Street",
  line2: "Apartment 4B",
  city: "Mumbai",
  state: "Maharashtra",
  postal_code: "400001",
  country: "India",
  country_code: "IN",
  coordinates: { latitude: 19.076, longitude: 72.8777 },
};

/** Fulfils all of an order, as the seed's example does. */
export const fulfilling = (shop: Shop, { id, items }: FreshOrder): Asked =>
  jsonOf(shop, "POST", `${path(shop)}/${id}/fulfillments`, {
    items: items.map(([item, quantity]) => ({ id: item, name: "Alfredo Pasta", quantity, selling_price: 100 })),
    awb: "1Z999AA10123456784",
    tracking_url: "https://www.ups.com/track?tracknum=1Z999AA10123456784",
    provider_id: null,
    shipping_method: "Self-Delivery",
    notify_customer: false,
    customer: { name: "Anjali Patel", phone: "+918765432109", address },
    delivery_person: { name: "Rider Rahul", phone: "+919876543210" },
    pickup_address: { ...address, type: "OFFICE", name: "Central Kitchen" },
  });

const fulfil: Scenario = {
  name: "order fulfil",
  kind: "change",
  goal: 0.25,
  ask: (shop) => fulfilling(shop, shop.orders.fresh.next()),
};

const bulk: Scenario = {
  name: "order bulk of 100",
  kind: "change",
  goal: null,
  connections: 8,
  ask(shop) {
    const { value, lap } = shop.orders.sets.next();
    const data = { status: statusOf(lap), notify_customers: false };
    return jsonOf(shop, "PATCH", `${path(shop)}/bulk`, { order_ids: value, action: "update_status", data });
  },
};

const named = (...names: string[]) => orderLists.filter(({ name }) => names.includes(name));

/** The requests about orders that both servers get. */
export const orders: Scenario[] = [
  ...named("order list: page 1", "order list: status", "order list: search", "order list: customer_id"),
  ...orderDetails,
  status("order status", 0.4, false),
  fulfil,
  cancel("order cancel", 0.25, false),
  status("order status, told", null, true),
  cancel("order cancel, told", null, true),
  bulk,
];
