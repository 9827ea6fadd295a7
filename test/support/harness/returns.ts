import "./data.ts";
import { until } from "../until.ts";
import type { Parsed, Reply, Sending } from "./index.ts";
import { type Sold, sell, stock, type Wish } from "./orders.ts";
import { asShopper } from "./reviews.ts";
import type { Shop } from "./shop.ts";

/** An order of somebody who can call for it. */
export interface Bought extends Sold {
  /** Where its shopper finds it. */
  own: string;
  /** Sends to the storefront as that shopper. */
  shopper(method: string, path: string, sending?: Sending): Promise<Reply>;
}

/** Makes a customer and an order of theirs, as `sell` does, with ten of each of its SKUs on the shelf. */
export async function buy(shop: Shop, wish?: Wish): Promise<Bought> {
  const sold = await sell(shop, wish);
  await stock(shop, sold, 10);
  return { ...sold, own: `/orders/${sold.order.order_number}`, shopper: asShopper(shop, sold.customer.id) };
}

/** The same, delivered. */
export async function buyDelivered(shop: Shop, wish?: Wish): Promise<Bought> {
  const bought = await buy(shop, wish);
  const reply = await shop.ask("PATCH", `${bought.path}/status`, { body: { status: "delivered" } });
  if (reply.status !== 200) throw new Error(`The order was not delivered: ${reply.text}`);
  return bought;
}

/**
 * Sends a write of an order with the ETag that its shopper reads; again when an event came to the order between the two.
 * Gives the reply and the header that was sent.
 */
export function withCurrentTag(
  { own, shopper }: Bought,
  write: (headers: Record<string, string>) => Promise<Reply>,
): Promise<{ reply: Reply; headers: Record<string, string> }> {
  return until(async () => {
    const headers = { "If-Match": (await shopper("GET", own)).headers.get("etag") ?? "" };
    const reply = await write(headers);
    return reply.status === 412 ? undefined : { reply, headers };
  });
}

/** Lines of a return: so many of each item, for a refund unless told. */
export const linesOf = ({ order }: Sold, quantity?: number, more: object = {}) =>
  order.items.map((item) => ({
    product_id: item.product_id,
    sku: item.sku,
    quantity: quantity ?? item.quantity,
    resolution: "refund",
    return_reason: "Not what I hoped for.",
    ...more,
  }));

/** Has a shopper ask to send items back; answers the return. */
export async function askBack(bought: Bought, return_items: object[] = linesOf(bought)): Promise<Parsed> {
  const reply = await bought.shopper("POST", `${bought.own}/return`, { body: { return_items } });
  if (reply.status !== 200) throw new Error(`The return was not made: ${reply.text}`);
  return reply.body;
}

/** Has the merchant move a return. */
export const moveReturn = (shop: Shop, id: string, action: string, more: object = {}, sending: Sending = {}) =>
  shop.ask("PATCH", `/returns/${id}`, { body: { action, ...more }, ...sending });
