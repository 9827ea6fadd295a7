import { action } from "../../../mixins/actions/action.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionResult } from "../../contracts.ts";
import { fulfillmentStatusOf, sendingOf } from "../fulfillment.rules.ts";
import { changeOrder, type Locked, movePieces, saveStatus } from "../order-transaction.ts";
import { assertMovable } from "../orders.rules.ts";
import { params } from "../orders.schema.ts";
import { fulfillments } from "../store/claims.ts";
import { fetchItems } from "../store/items.ts";

/**
 * Gives an order a status; its present status changes nothing and is never refused. A note replaces the previous one.
 * An order whose status is set to shipped or delivered is so with all of its pieces: its fulfilments follow, and what is
 * left goes into a new one. Throws `order_not_found`, `invalid_status_transition`, `pieces_lost`.
 */
export const setStatus = action("orders.setStatus", params.setStatus, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { row, order } = locked;
    const { status, note } = request;
    if (row.status === status) return { order, changed: false };
    assertMovable(row.status);
    if (status === "shipped" || status === "delivered") return send(locked, status, note);
    return { order: await saveStatus(locked, status, { note }), changed: true };
  }),
);

async function send(
  locked: Locked,
  status: "shipped" | "delivered",
  note?: string,
): Promise<ActionResult<"orders.setStatus">> {
  const { db, tx, row } = locked;
  const [items, known] = await Promise.all([fetchItems(db, row, tx), fulfillments.fetch(db, tx, row)]);
  const { following, rest, moves } = sendingOf(items, known, status);
  await fulfillments.setState(db, tx, row, following, status);
  const after = await movePieces(locked, items, ...moves);
  const id = newId("ful");
  if (rest.length > 0) await fulfillments.insert(db, tx, row, { id, state: status, items: rest });
  const fulfillment_status = fulfillmentStatusOf(after);
  const order = await saveStatus(locked, status, { note, fulfillment_status });
  const left = new Map(rest.map(({ item_id, quantity }) => [item_id, quantity]));
  const sent = items.flatMap(({ id, sku, name }) => {
    const quantity = left.get(id);
    return quantity === undefined ? [] : [{ id, sku, name, quantity }];
  });
  const fulfillment = sent.length > 0 ? { id, items: sent } : undefined;
  return { order, changed: true, fulfillment, moved: following.map((each) => each.id) };
}

/** Undoes a change of status, unless the order has another status by now. Throws `order_not_found`. */
export const revertStatus = action("orders.revertStatus", params.revertStatus, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { row, order } = locked;
    if (row.status !== request.from) return { order, changed: false };
    return { order: await saveStatus(locked, request.to), changed: true };
  }),
);
