import { decodeTime } from "ulid";
import type {
  Address,
  Cart,
  Customer,
  MessageStore,
  NewOrder,
  OrderContact,
  OrderRequest,
  Payment,
  PostalAddress,
  PricedCart,
  Redemption,
  StockLine,
} from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";
import { isAwaited } from "./orchestra.rules.ts";

/** Refuses a redemption that is no discount or not open. Throws `redemption_spent`, `redemption_not_a_discount`. */
export function assertSpendable({ reward_type, state }: Redemption): void {
  if (reward_type !== "discount") throw fail("redemption_not_a_discount");
  if (state !== "open") throw fail("redemption_spent");
}

/** Refuses a past time and a missing address. Throws `scheduled_time_in_past`, `shipping_address_required`. */
export function assertPlaceable(order: OrderRequest, now: number): void {
  if (order.scheduled_at !== undefined && order.scheduled_at < now) throw fail("scheduled_time_in_past");
  const goesOut = order.order_type === "DELIVERY" || order.order_type === "SHIP";
  if (goesOut && !order.shipping_address && !order.shipping_address_id) throw fail("shipping_address_required");
}

/** Refuses an order that costs another amount than its client has shown. Throws `total_changed`. */
export function assertExpected(
  { expected_total }: OrderRequest,
  { total }: PricedCart,
  { currency_decimals }: MessageStore,
): void {
  if (expected_total === undefined || expected_total === total) return;
  const actual = Number((total / 10 ** currency_decimals).toFixed(currency_decimals));
  throw fail("total_changed", [{ path: "expected_total", message: `is ${actual} by now`, actual }]);
}

/** When an id was made, in epoch milliseconds: the same time in every attempt of a run. */
export const madeAt = (id: string): number => decodeTime(id.slice(id.indexOf("_") + 1));

/** The cart of an order. */
export const cartOf = ({ location_id, order_type, items, promo_code, tip }: OrderRequest): Cart => ({
  location_id,
  order_type,
  items,
  promo_code,
  tip,
});

/** The items of a cart that are kept in stock. */
export const stockOf = ({ items }: PricedCart): StockLine[] =>
  items.filter(({ track_stock }) => track_stock).map(({ sku, quantity }) => ({ sku, quantity }));

/** The parts of a new order. */
export interface Parts {
  id: string;
  store: MessageStore;
  customer: Customer;
  request: OrderRequest;
  address: PostalAddress | null;
  priced: PricedCart;
  /** Undefined for an order that costs nothing. */
  payment: Payment | undefined;
}

/** The order as it is created: paid, free, or pending while its payment is awaited. */
export function orderOf({ id, store, customer, request, address, priced, payment }: Parts): NewOrder {
  const { sub_total, discount, tax, shipping, tip, promotion } = priced;
  const waiting = payment && isAwaited(payment) ? { payment_status: payment.status } : undefined;
  return {
    id,
    customer_id: customer.id,
    contact: contactOf(customer),
    currency: store.currency,
    items: priced.items.map(({ tax_class, track_stock, total, ...item }) => item),
    sub_total,
    discount,
    tax,
    shipping,
    tip,
    ...(waiting ?? paid),
    payment_method: payment ? "card" : "none",
    payment_id: waiting ? undefined : payment?.id,
    shipping_address: address,
    shipping_address_id: request.shipping_address_id ?? null,
    status: waiting ? "pending" : "confirmed",
    location_id: request.location_id,
    order_type: request.order_type,
    scheduled_at: request.scheduled_at ?? null,
    promotion: promotion && { code: promotion.code, discount: promotion.discount, description: promotion.description },
    redemption_id: request.redemption_id ?? null,
    note: request.note ?? null,
  };
}

const paid = { payment_status: "captured", financial_status: "paid" } as const;

// An erased customer's fields are gone from the run that places the order.
const contactOf = ({ first_name, last_name, email, phone }: Partial<Customer>): OrderContact => ({
  name: [first_name, last_name].filter(Boolean).join(" "),
  email: email ?? null,
  phone: phone ?? null,
});

/** A customer's address as an order stores it. */
export function postalOf(address: Address): PostalAddress {
  const { id, is_default_billing, is_default_shipping, created_at, updated_at, ...postal } = address;
  return postal;
}
