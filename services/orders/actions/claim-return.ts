import { action } from "../../../mixins/actions/action.ts";
import { about, changeOrder, eventData, type Locked } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { assertLeft, assertReturnable, named, type ReturnClaim, type ReturnState } from "../returns.rules.ts";
import { fetchItems } from "../store/items.ts";
import { fetchClaims, insertClaim } from "../store/returns.ts";

/**
 * Takes delivered quantities for a return that is being asked for; nobody else gets them from then on. Answers the
 * items that it names, as they were ordered.
 * Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`.
 */
export const claimReturn = action("orders.claimReturn", params.claimReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db } = context;
    const { tx, row } = locked;
    const [items, claims] = await Promise.all([fetchItems(db, row, tx), fetchClaims(db, tx, row)]);
    const taken = named(items, request.items);
    assertReturnable(row, request.window_days, Date.now());
    assertLeft(taken, claims, request.items);
    const claim: ReturnClaim = { id: request.return_id, state: "claimed", items: request.items };
    await insertClaim(db, tx, row, claim);
    return { order: await saveReturn(locked, claim, null), items: taken };
  }),
);

/** Raises the order's version after a return of it came to a state, and tells of it. */
export async function saveReturn(locked: Locked, { id, state, items }: ReturnClaim, from: ReturnState | null) {
  const saved = await locked.save({});
  const before = from === null ? null : { return: from };
  const change = { before, after: { return: state, items }, return_id: id };
  locked.publish({ name: "order.return_changed", ...about(locked.row, saved), data: eventData(saved, change) });
  return saved;
}
