import type { Client } from "../support/load.ts";
import { insist, outcomeOf, type Placed, type Told } from "./answers.ts";
import { type History, now } from "./history.ts";
import { merchant, shopperOf } from "./shop.ts";

/** The customer asks to return a piece of the first line, and the merchant approves and receives it. */
export async function sendBack(client: Client, placed: Placed, history: History, told: Told): Promise<void> {
  const order = await insist(client, "GET", `${merchant}/orders/${placed.id}`);
  const [first] = order.body?.items ?? [];
  if (order.status !== 200 || !first) return;
  const { id: item_id, product_id, sku, quantity } = first;
  const piece = { item_id, product_id, sku, quantity: 1, resolution: "refund", return_reason: "Chipped." };
  const shopper = shopperOf(client.url, placed.customer_id);
  const asked = now();
  told.operations++;
  const { status, body } = await insist(shopper, "POST", `/orders/${order.body.order_number}/return`, {
    return_items: [piece],
  });
  const requested = outcomeOf(status);
  history.add({ order: placed.id, name: "return", from: asked, to: now(), outcome: requested, most: quantity });
  if (requested !== "done") return;

  const from = now();
  told.operations++;
  const move = (action: string) => insist(client, "PATCH", `${merchant}/returns/${body.id}`, { action });
  const approved = outcomeOf((await move("approve")).status);
  const outcome = approved === "done" ? outcomeOf((await move("receive")).status) : approved;
  history.add({ order: placed.id, name: "receive", from, to: now(), outcome });
  // A return that is not approved for sure was not received either.
  if (approved === "done" && outcome !== "refused")
    told.received.push({ order: placed.id, return_id: body.id, sku, isSure: outcome === "done" });
}
