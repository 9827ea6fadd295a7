import { chance, pick, type Random } from "../../demo-data/random.ts";
import type { Client, Outcome } from "../support/load.ts";
import { insist, outcomeOf, type Placed, refundAmount, type Told } from "./answers.ts";
import { type Act, type History, now } from "./history.ts";
import { sendBack } from "./returns.ts";
import { clientsOf, type Goods, merchant, newCustomer } from "./shop.ts";

/** One client after another places an order, and then several at once do what they will with it, until the end. */
export async function operate(url: string, goods: Goods, random: Random, history: History, told: Told, until: number) {
  const { merchant: client, staff } = clientsOf(url);
  while (now() < until) {
    try {
      const placed = await place(client, staff, goods, random, history, told);
      if (!placed) continue;
      const names = Array.from({ length: 2 + Math.floor(random() * 4) }, () => pick(random, kinds));
      // Some of them at once.
      const half = Math.ceil(names.length / 2);
      for (const some of [names.slice(0, half), names.slice(half)])
        await Promise.all(some.map((name) => act(client, placed, name, history, told)));
      await act(client, placed, "read", history, told);
    } catch (error) {
      // A customer could not be made in a minute, for example: nothing was begun.
      history.note(`a client gave up: ${error}`);
    }
  }
}

const kinds: (Sent | "return")[] = [
  "fulfil",
  "cancel",
  "cancel",
  "deliver",
  "deliver",
  "refund",
  "return",
  "return",
  "read",
  "read",
];
async function place(client: Client, staff: Client, goods: Goods, random: Random, history: History, told: Told) {
  const { id: customer_id, email } = await newCustomer(client);
  const chosen = goods.products.filter(() => chance(random, 0.6));
  const lines = (chosen.length > 0 ? chosen : goods.products.slice(0, 1)).map(({ id, sku }) => ({
    id,
    sku,
    quantity: 1 + Math.floor(random() * 3),
  }));
  const body = {
    customer_id,
    location_id: goods.location_id,
    order_type: "PICKUP",
    items: lines.map(({ id, quantity }) => ({ menu_item_id: id, quantity })),
    payment_method_id: chance(random, 0.1) ? "pm_card_declined" : "pm_card_ok",
  };
  told.operations++;
  const { status, body: answer } = await insist(staff, "POST", "/api/v1/customers/orders", body);
  history.note(
    `${customer_id} places with ${body.payment_method_id}: ${status} ${answer?.id ?? answer?.code}`,
    answer?.id ?? customer_id,
  );
  if (status === 201) {
    const placed = { id: answer.id, customer_id, email, lines, most: Math.floor(answer.total / refundAmount) };
    told.placed.push(placed);
    return placed;
  }
  if (status >= 400 && status < 500) told.declined.add(customer_id);
  else told.unanswered.add(customer_id);
  return undefined;
}

async function act(client: Client, placed: Placed, name: Sent | "return", history: History, told: Told): Promise<void> {
  if (name === "return") return sendBack(client, placed, history, told);
  const path = `${merchant}/orders/${placed.id}`;
  const from = now();
  told.operations++;
  const { status, body } = await request[name](client, path);
  const outcome = outcomeOf(status);
  if (status >= 500 && status !== 503) history.note(`${name} was answered with ${status}`, placed.id);
  const seen = name === "read" && outcome === "done" ? { seen: shown(body) } : {};
  const most = name === "refund" ? { most: placed.most } : {};
  history.add({ order: placed.id, name, from, to: now(), outcome, ...most, ...seen });
}

type Sent = Exclude<Act["name"], "return" | "receive">;

const request: Record<Sent, (client: Client, path: string) => Promise<Outcome>> = {
  read: (client, path) => insist(client, "GET", path),
  cancel: (client, path) =>
    insist(client, "POST", `${path}/cancel`, {
      reason: "customer_request",
      refund: true,
      restock: true,
      notify_customer: true,
    }),
  deliver: (client, path) => insist(client, "PATCH", `${path}/status`, { status: "delivered" }),
  refund: (client, path) => insist(client, "POST", `${path}/refunds`, { amount: refundAmount, reason: "goodwill" }),
  async fulfil(client, path) {
    const { status, body } = await insist(client, "GET", path);
    if (status !== 200) return { status: 0, body };
    const items = body.items.map(({ id, quantity }: { id: string; quantity: number }) => ({ id, quantity }));
    return insist(client, "POST", `${path}/fulfillments`, { items, notify_customer: false });
  },
};

const shown = ({ status, fulfillment_status }: { status: string; fulfillment_status: string }) => ({
  status,
  fulfilled: fulfillment_status === "fulfilled",
});
