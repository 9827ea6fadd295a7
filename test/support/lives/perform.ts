import { ask, type Parsed, type Reply } from "../harness/index.ts";
import { type Shop, shopperOf } from "../harness/shop.ts";
import type { Act } from "./acts.ts";

/** An order in the hands of its merchant and its shopper. */
export interface Life {
  shop: Shop;
  customer_id: string;
  order_id: string;
  order_number: string;
}

const pickOf = <T>(list: readonly T[], choice: number): T | undefined => list[choice % Math.max(1, list.length)];

/** The order as its merchant reads it. */
export const readOrder = async ({ shop, order_id }: Life): Promise<Parsed> =>
  (await shop.ask("GET", `/orders/${order_id}`)).body;

/** Sends to the storefront as the order's shopper. */
export const asOwner = ({ shop, customer_id }: Life, method: string, path: string, body?: object): Promise<Reply> =>
  ask(method, path, { as: shopperOf(shop.store, customer_id), ...(body ? { body } : {}) });

/** Does one act; some are refused. */
export async function perform(life: Life, act: Act): Promise<Reply | undefined> {
  const order = await readOrder(life);
  return performances[act.kind](life, order, act);
}

type Performance = (life: Life, order: Parsed, act: Act) => Promise<Reply | undefined>;

const post = ({ shop, order_id }: Life, path: string, body: object) =>
  shop.ask("POST", `/orders/${order_id}/${path}`, { body });

const someOf = (order: Parsed, { which, amount }: Act): { id: string; quantity: number }[] => {
  const item = pickOf(order.items as Parsed[], which) as Parsed;
  return [{ id: item.id, quantity: 1 + (amount % item.quantity) }];
};

const performances: Record<Act["kind"], Performance> = {
  fulfil: (life, order, act) => post(life, "fulfillments", { items: someOf(order, act) }),
  async move({ shop, order_id }, order, { which, choice }) {
    const parcel = pickOf(order.fulfillments as Parsed[], which);
    const status = pickOf(["shipped", "delivered", "lost", "returned_to_sender", "cancelled"], choice);
    if (!parcel) return undefined;
    return shop.ask("PATCH", `/orders/${order_id}/fulfillments/${parcel.id}`, { body: { status } });
  },
  status: ({ shop, order_id }, _order, { choice }) =>
    shop.ask("PATCH", `/orders/${order_id}/status`, {
      body: { status: pickOf(["confirmed", "processing", "shipped", "delivered"], choice) },
    }),
  // Most orders are to live longer than to their first cancellation.
  cancel: async (life, _order, { which, choice }) =>
    which % 4 === 0 ? post(life, "cancel", { reason: "other", refund: choice % 2 === 0 }) : undefined,
  return: (life, order, act) => {
    const [{ id, quantity } = { id: "", quantity: 1 }] = someOf(order, act);
    const { product_id, sku } = order.items.find((item: Parsed) => item.id === id);
    const resolution = act.choice % 2 === 0 ? "refund" : "replacement";
    const line = { item_id: id, product_id, sku, quantity, resolution, return_reason: "Broken." };
    return asOwner(life, "POST", `/orders/${life.order_number}/return`, { return_items: [line] });
  },
  async decide({ shop }, order, { which, choice }) {
    const found = pickOf(order.returns as Parsed[], which);
    const action = pickOf(["approve", "approve", "receive", "receive", "reject"], choice);
    return found && shop.ask("PATCH", `/returns/${found.id}`, { body: { action } });
  },
  refund(life, order, act) {
    if (act.choice % 2 === 0) return post(life, "refunds", { items: someOf(order, act), reason: "damaged" });
    const decimals = life.shop.store.currency_decimals;
    const amount = Number(((order.grand_total * act.amount) / 400).toFixed(decimals));
    return post(life, "refunds", {
      amount: Math.max(amount, Number((1 / 10 ** decimals).toFixed(decimals))),
      reason: "goodwill",
    });
  },
  async settle(life, order, { which }) {
    const failed = pickOf(order.refunds.filter(({ status }: Parsed) => status === "failed") as Parsed[], which);
    return failed && post(life, `refunds/${failed.id}/settle`, {});
  },
};
