import type { Notice, NoticeStore, Occasion, Order, OrderDetail, OrderRef } from "../../contracts.ts";
import { cacheKey, recipientOf } from "../orchestra.rules.ts";
import type { Step } from "../workflow.ts";

/** What beside the order itself its customer is told; `items` when it is about some of its pieces. */
export type Told = Partial<
  Omit<Notice, "order_id" | "order_number" | "grand_total" | "currency" | "items" | "partial">
> & {
  order: OrderDetail;
  items?: { id: string; quantity: number }[];
};

/** Tells an order's customer of an occasion, once. */
export async function notify(step: Step, store: NoticeStore, occasion: Occasion, { order, items, ...told }: Told) {
  const { id, order_number, status, grand_total, currency } = order;
  const about = { items: linesOf(order, items), partial: isPartOf(order, items) };
  const notice = { order_id: id, order_number, status, grand_total, currency, ...about, ...told };
  await step.call("notifications.notify", { store, occasion, notice, recipient: recipientOf(order) });
}

function linesOf(order: OrderDetail, pieces: Told["items"]) {
  const whole = order.items.map(({ name, quantity, total }) => ({ name, quantity, total }));
  if (!pieces) return whole;
  const named = new Map(order.items.map((item) => [item.id, item]));
  return pieces.map(({ id, quantity }) => {
    const { name = "", quantity: ordered = quantity, total = 0 } = named.get(id) ?? {};
    return quantity === ordered ? { name, quantity, total } : { name, quantity };
  });
}

function isPartOf(order: OrderDetail, pieces: Told["items"]): boolean {
  const sum = (items: { quantity: number }[]) => items.reduce((all, { quantity }) => all + quantity, 0);
  return pieces !== undefined && sum(pieces) < sum(order.items);
}

/** Makes every cached detail of an order older than this one disappear, also one that a slow reader still holds. */
export async function invalidateCache(step: Step, ref: OrderRef, { revision }: Pick<Order, "revision">): Promise<void> {
  await step.drop(cacheKey(ref), revision - 1);
}
