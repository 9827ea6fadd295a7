import { action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { ActionResult } from "../../contracts.ts";
import { changeOrder, type Locked, lockOrder, movePieces, orderEvent } from "../order-transaction.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schema.ts";
import { isAllBack, type Move } from "../pieces.rules.ts";
import { assertInTime, assertLeft, named, type ReturnClaim, type ReturnState, receiptOf } from "../returns.rules.ts";
import { returns } from "../store/claims.ts";
import { fetchItems } from "../store/items.ts";

/**
 * Claims delivered quantities for a return that is being requested; no other return gets them from then on. Returns the
 * claimed items as they were ordered.
 * Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`.
 */
export const claimReturn = action("orders.claimReturn", params.claimReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row } = locked;
    const items = await fetchItems(db, row, tx);
    const claimed = named(items, request.items);
    assertInTime(row, request.window_days, Date.now());
    assertLeft(claimed, request.items);
    const claim: ReturnClaim = { id: request.return_id, state: "claimed", items: request.items };
    await movePieces(locked, items, { from: "delivered", to: "requested", pieces: claim.items });
    await returns.insert(db, tx, row, claim);
    return { order: await saveReturn(locked, claim, null), items: claimed };
  }),
);

/**
 * Counts claimed quantities as returned, some of them as `replaced`; those that count already change nothing.
 * Throws `order_not_found`, and `return_not_found` for what was never claimed or is released.
 */
export const confirmReturn = action("orders.confirmReturn", params.confirmReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const claim = await claimOf(locked, request.return_id);
    if (!claim || claim.state === "released") throw fail("return_not_found");
    if (claim.state === "returned") return locked.order;
    return moveReturn(locked, claim, "returned", receiptOf(claim, request.replaced));
  }),
);

type Released = ActionResult<"orders.releaseReturn">;

/**
 * Releases a claim; with `undoes` also one that is still under way. A confirmed return, and one that was never claimed,
 * stays as it is. Throws `order_not_found`.
 */
export const releaseReturn = action("orders.releaseReturn", params.releaseReturn, (request, context) => {
  const { undoes } = request;
  const work = async (txContext: TransactionContext): Promise<Released> => {
    const locked = await lockOrder(context, txContext, request);
    const claim = await claimOf(locked, request.return_id);
    if (claim?.state !== "claimed") return { released: false };
    await moveReturn(locked, claim, "released", [{ from: "requested", to: "delivered", pieces: claim.items }]);
    return { released: true };
  };
  return undoes === undefined
    ? idempotent(context, request, work)
    : undo(context, { ...request, undoes }, { released: false }, work);
});

const claimOf = async ({ db, tx, row }: Locked, return_id: string) =>
  (await returns.fetch(db, tx, row)).find(({ id }) => id === return_id);

async function moveReturn(locked: Locked, claim: ReturnClaim, state: ReturnState, moves: Move[]) {
  const { db, tx, row } = locked;
  const items = await movePieces(locked, await fetchItems(db, row, tx), ...moves);
  await returns.setState(db, tx, row, [claim], state);
  return saveReturn(locked, { ...claim, state }, claim.state, isAllBack(items));
}

// The order's version rises with every change of a return.
async function saveReturn(
  { row, save, publish }: Locked,
  { id, state, items }: ReturnClaim,
  from: ReturnState | null,
  isWhole = false,
) {
  const saved = await save({});
  const before = from === null ? null : { return: from };
  const change = {
    before,
    after: { return: state, items },
    return_id: id,
    ...(isWhole ? { all_back: true as const } : {}),
  };
  publish({ name: "order.return_changed", ...orderEvent(row, saved, change) });
  return saved;
}
