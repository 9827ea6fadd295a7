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

/** What an order shall be like. */
export interface Wish {
  items?: Wanted[];
  /** How its money stands: nothing yet, held, or taken (unless told). */
  payment?: "none" | "held" | "taken";
  /** What the sandbox is paid with: it says how it behaves. */
  paidWith?: string;
  more?: Partial<NewOrder>;
}

/** An order that is there, and what belongs to it. */
export interface Sold {
  order: OrderDetail;
  customer: Parsed;
  /** Where its merchant finds it. */
  path: string;
  payment?: Payment;
}

const pasta: Wanted[] = [
  { name: "Alfredo Pasta", quantity: 2, unit_price: 2_500 },
  { name: "Garlic Bread", quantity: 3, unit_price: 539 },
];

/** Makes a customer with an address for mail alone, and an order of theirs: 66.17 of two items unless told. */
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

/** Has the sandbox hold or take what an order costs. */
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

/** Puts so many of each SKU of an order on the shelf. */
export async function stock({ store }: Shop, { order }: Sold, on_hand: number): Promise<void> {
  const { store_id, tenant_id } = store;
  for (const { sku } of order.items)
    await act("inventory.set", { idempotency_key: ulid(), store_id, tenant_id, sku, on_hand });
}

/** How many of each SKU of an order are on the shelf, as the merchant reads it. */
export async function onHand(shop: Shop, { order }: Sold): Promise<number[]> {
  const levels = await Promise.all(order.items.map(({ sku }) => shop.ask("GET", `/inventory/${sku}`)));
  return levels.map(({ body }) => body.on_hand);
}

/** Waits until so many messages have come to an order's customer, and gives them, newest first. */
export async function mailOf({ customer }: Sold, count = 1): Promise<Parsed[]> {
  return until(async () => {
    const messages = await mailNow(customer.email);
    return messages.length >= count ? messages : undefined;
  });
}

/** What has come to an address by now. */
export async function mailNow(email: string): Promise<Parsed[]> {
  return (await ask("GET", `/dev/mailbox?recipient=${encodeURIComponent(email)}`)).body.messages;
}
