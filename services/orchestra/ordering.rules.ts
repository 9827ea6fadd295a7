import { decodeTime } from "ulid";
import type {
  Address,
  Cart,
  Customer,
  MessageStore,
  NewOrder,
  OrderContact,
  OrderRequest,
  PostalAddress,
  PricedCart,
  Redemption,
  StockLine,
} from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

/** Refuses to spend a redemption that is no discount or is gone. Throws `redemption_spent`, `redemption_not_a_discount`. */
export function assertSpendable({ reward_type, state }: Redemption): void {
  if (reward_type !== "discount") throw fail("redemption_not_a_discount");
  if (state !== "open") throw fail("redemption_spent");
}

/** Refuses an order for a time that has passed, and one that goes nowhere. Throws `scheduled_time_in_past`, `shipping_address_required`. */
export function assertPlaceable(order: OrderRequest, now: number): void {
  if (order.scheduled_at !== undefined && order.scheduled_at < now) throw fail("scheduled_time_in_past");
  const goesOut = order.order_type === "DELIVERY" || order.order_type === "SHIP";
  if (goesOut && !order.shipping_address && !order.shipping_address_id) throw fail("shipping_address_required");
}

/** When an id was made. A run that is resumed finds the ids that it made, and so the time that it began to count from. */
export const madeAt = (id: string): number => decodeTime(id.slice(id.indexOf("_") + 1));

/** The cart of an order. */
export const cartOf = ({ location_id, order_type, items, promo_code, tip }: OrderRequest): Cart => ({
  location_id,
  order_type,
  items,
  promo_code,
  tip,
});

/** What of a cart has to be on the shelf. */
export const stockOf = ({ items }: PricedCart): StockLine[] =>
  items.filter(({ track_stock }) => track_stock).map(({ sku, quantity }) => ({ sku, quantity }));

/** What an order is made of. */
export interface Parts {
  id: string;
  store: MessageStore;
  customer: Customer;
  request: OrderRequest;
  address: PostalAddress | null;
  priced: PricedCart;
}

/** The order as it is created: its money is held, or none is due. */
export function orderOf({ id, store, customer, request, address, priced }: Parts): NewOrder {
  const { sub_total, discount, tax, shipping, tip, total, promotion } = priced;
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
    ...(total > 0 ? held : free),
    shipping_address: address,
    shipping_address_id: request.shipping_address_id ?? null,
    status: "confirmed",
    location_id: request.location_id,
    order_type: request.order_type,
    scheduled_at: request.scheduled_at ?? null,
    promotion: promotion && { code: promotion.code, discount: promotion.discount, description: promotion.description },
    redemption_id: request.redemption_id ?? null,
    note: request.note ?? null,
  };
}

const held = { payment_method: "card", payment_status: "authorized", financial_status: "pending" } as const;
// Nothing is due that could still be paid.
const free = { payment_method: "none", payment_status: "captured", financial_status: "paid" } as const;

const contactOf = ({ first_name, last_name, email, phone }: Customer): OrderContact => ({
  name: [first_name, last_name].filter((name) => name !== "").join(" "),
  email,
  phone,
});

/** An address of a book as an order keeps it. */
export function postalOf(address: Address): PostalAddress {
  const { id, is_default_billing, is_default_shipping, created_at, updated_at, ...postal } = address;
  return postal;
}
