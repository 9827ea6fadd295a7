import "./data.ts";
import { ulid } from "ulid";
import type { NewOrder, OrderDetail, Payment } from "../../../services/contracts.ts";
import { until } from "../until.ts";
import { act, ask, type Parsed } from "./index.ts";
import { newCustomer, newOrder, type Shop } from "./shop.ts";

/** An item to be ordered. Prices are minor units. */
export interface Wanted {
  name: string;
  quantity: number;
  unit_price: number;
}

/** The properties of an order. */
export interface Wish {
  items?: Wanted[];
  /** Its payment: none, authorized, or captured (the default). */
  payment?: "none" | "held" | "taken";
  /** The payment method, by which the sandbox selects its behaviour. */
  paidWith?: string;
  more?: Partial<NewOrder>;
}

/** An existing order, and its surroundings. */
export interface Sold {
  order: OrderDetail;
  customer: Parsed;
  /** Its path on the merchant surface. */
  path: string;
  payment?: Payment;
}

const pasta: Wanted[] = [
  { name: "Alfredo Pasta", quantity: 2, unit_price: 2_500 },
  { name: "Garlic Bread", quantity: 3, unit_price: 539 },
];

/** Creates a customer with an e-mail address only, and their order: 66.17 of two items by default. */
export async function sell(shop: Shop, { items = pasta, payment = "taken", paidWith, more }: Wish = {}): Promise<Sold> {
  const customer = await newCustomer(shop, { first_name: "Anjali", last_name: "Patel" });
  const sub_total = items.reduce((sum, { quantity, unit_price }) => sum + quantity * unit_price, 0);
  const made = await newOrder(shop, customer.id, sub_total, {
    payment_method: "card",
    contact: { name: "Anjali Patel", email: customer.email, phone: null },
    items: items.map((item) => ({ ...item, product_id: `item_${ulid()}`, sku: `SKU-${ulid()}` })),
    ...more,
  });
  const paid = payment === "none" ? undefined : await pay(shop, made, payment === "taken", paidWith);
  const { returns: _none, ...order } = await act("orders.getWithReturns", {
    store_id: shop.store.store_id,
    order_id: made.id,
  });
  return { order, customer, path: `/orders/${order.id}`, payment: paid };
}

/** Has the sandbox authorize or capture an order's total. */
async function pay({ store }: Shop, order: OrderDetail, capture: boolean, payment_method_id = "pm_card_visa") {
  const { id: order_id, grand_total: amount, currency } = order;
  const { store_id, tenant_id } = store;
  const payment = await act("payments.authorize", {
    idempotency_key: ulid(),
    store_id,
    tenant_id,
    order_id,
    provider: "sandbox",
    method: "card",
    payment_method_id,
    amount,
    currency,
    capture,
  });
  const { payment_status, financial_status } = await act("payments.ofOrder", { store_id, order_id });
  await act("orders.recordPayment", { idempotency_key: ulid(), store_id, order_id, payment_status, financial_status });
  return payment;
}

/** The items of an order as a fulfilment names them; with a number only so many of each. */
export const all = ({ order }: Sold, quantity?: number) =>
  order.items.map((item) => ({ id: item.id, quantity: quantity ?? item.quantity }));

/** Sets the stock of each SKU of an order. */
export async function stock({ store }: Shop, { order }: Sold, on_hand: number): Promise<void> {
  const { store_id, tenant_id } = store;
  for (const { sku } of order.items)
    await act("inventory.set", { idempotency_key: ulid(), store_id, tenant_id, sku, on_hand });
}

/** The stock on hand of each SKU of an order, as the merchant reads it. */
export async function onHand(shop: Shop, { order }: Sold): Promise<number[]> {
  const levels = await Promise.all(order.items.map(({ sku }) => shop.ask("GET", `/inventory/${sku}`)));
  return levels.map(({ body }) => body.on_hand);
}

/** Waits until an order's customer has received a number of messages; returns them, newest first. */
export async function mailOf({ customer }: Sold, count = 1): Promise<Parsed[]> {
  return until(async () => {
    const messages = await mailNow(customer.email);
    return messages.length >= count ? messages : undefined;
  });
}

/** The messages that an address has received so far. */
export async function mailNow(email: string): Promise<Parsed[]> {
  return (await ask("GET", `/dev/mailbox?recipient=${encodeURIComponent(email)}`)).body.messages;
}
