import { action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import { undo } from "../../../mixins/actions/idempotent.ts";
import type { ItemQuantity, Order, OrderItem } from "../../contracts.ts";
import {
  assertFulfillable,
  assertNotCancelled,
  assertPaid,
  claimOf,
  fulfillmentOf,
  isOpen,
  lostIn,
  moveOf,
  piecesOf,
  type SentQuantity,
  taken,
  undoOf,
} from "../fulfillment.rules.ts";
import { changeOrder, lockOrder, movePieces } from "../order-transaction.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schema.ts";
import { fulfillments } from "../store/claims.ts";
import { fetchItems } from "../store/items.ts";
import { fetchWithItems } from "../store/orders.ts";
import type { Entry } from "../store/timeline.ts";
import { moveFulfillment, recordMove } from "./set-fulfillment-status.ts";

/**
 * Returns an order with what a fulfilment of it would take now; without `items` all that remains. `again` are pieces that
 * were lost before: they need stock of their own.
 * Throws `order_not_found`, `version_mismatch`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export const previewFulfillment = action(
  "orders.previewFulfillment",
  params.previewFulfillment,
  async (request, { db }) => {
    const order = await fetchWithItems(db, request.store_id, request.order_id);
    assertVersion(order.version, request.if_versions);
    const { claimed, pieces } = taking(order, order.items, request.items);
    return { order, items: claimed, again: againOf(order.items, pieces) };
  },
);

/**
 * Claims quantities for a fulfilment that is being created; without `items` all that remains. No other fulfilment gets
 * them from then on; the order itself changes when the claim is confirmed. `again` are pieces that were lost before:
 * they need stock of their own.
 * Throws `order_not_found`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export const claimFulfillment = action("orders.claimFulfillment", params.claimFulfillment, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row, order } = locked;
    const items = await fetchItems(db, row, tx);
    const { claimed, pieces } = taking(row, items, request.items);
    await movePieces(locked, items, ...claimOf(pieces));
    await fulfillments.insert(db, tx, row, { id: request.fulfillment_id, state: "claimed", items: pieces });
    return { order, items: claimed, again: againOf(items, pieces) };
  }),
);

/**
 * Counts a fulfilment that has been created, in one change and without a claim before it. Pieces that were lost before are
 * not there for it.
 * Throws `order_not_found`, `order_not_fulfillable`, `item_not_found`, `quantity_exceeds_unfulfilled`.
 */
export const fulfil = action("orders.fulfil", params.fulfil, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row } = locked;
    const { fulfillment_id: id } = request;
    const items = await fetchItems(db, row, tx);
    const { pieces } = taking(row, items, request.items);
    if (lostIn(pieces).length > 0) throw fail("quantity_exceeds_unfulfilled");
    await fulfillments.insert(db, tx, row, { id, state: "pending", items: pieces });
    const after = await movePieces(locked, items, { from: "open", to: "packed", pieces });
    const made: Entry = { type: "fulfillment.created", data: { id, status: "pending" } };
    return recordMove(locked, { id, state: "claimed", items: pieces }, "pending", after, [made]);
  }),
);

/**
 * Counts a claimed fulfilment once it is created; one that counts already changes nothing.
 * Throws `order_not_found`, `fulfillment_not_found`, and `order_not_fulfillable` when it was cancelled meanwhile.
 */
export const confirmFulfillment = action("orders.confirmFulfillment", params.confirmFulfillment, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const known = await fulfillments.fetch(locked.db, locked.tx, locked.row);
    const fulfillment = fulfillmentOf(known, request.fulfillment_id);
    assertNotCancelled(locked.row);
    if (fulfillment.state === "cancelled") throw fail("order_not_fulfillable");
    if (fulfillment.state !== "claimed") return locked.order;
    const items = await fetchItems(locked.db, locked.row, locked.tx);
    return moveFulfillment(locked, fulfillment, "pending", items, [moveOf(fulfillment, "pending")]);
  }),
);

/** Undoes a claim that is still under way, claimed, or confirmed but not shipped. Throws `order_not_found`. */
export const releaseFulfillment = action("orders.releaseFulfillment", params.releaseFulfillment, (request, context) =>
  undo(context, request, { released: false }, async (txContext) => {
    const locked = await lockOrder(context, txContext, request);
    const { db, tx, row } = locked;
    const fulfillment = fulfillmentOf(await fulfillments.fetch(db, tx, row), request.fulfillment_id);
    if (!isOpen(fulfillment)) return { released: false };
    const items = await fetchItems(db, row, tx);
    const moves = undoOf(fulfillment);
    if (fulfillment.state === "claimed") {
      await movePieces(locked, items, ...moves);
      await fulfillments.setState(db, tx, row, [fulfillment], "cancelled");
    } else await moveFulfillment(locked, fulfillment, "cancelled", items, moves);
    return { released: true };
  }),
);

// What a fulfilment takes of an order's lines, as the client sees it and as its pieces.
function taking(order: Fulfilled, items: readonly OrderItem[], wanted: readonly ItemQuantity[] | undefined) {
  assertFulfillable(order);
  const claimed = taken(items, wanted);
  assertPaid(order);
  return { claimed, pieces: piecesOf(items, claimed) };
}

type Fulfilled = Pick<Order, "status" | "financial_status">;

function againOf(items: readonly OrderItem[], pieces: readonly SentQuantity[]) {
  const skus = new Map(items.map(({ id, sku }) => [id, sku]));
  return lostIn(pieces).map(({ item_id, quantity }) => ({ sku: skus.get(item_id) ?? "", quantity }));
}
