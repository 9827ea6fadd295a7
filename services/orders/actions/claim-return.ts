import { action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { ActionResult } from "../../contracts.ts";
import { changeOrder, type Locked, lockOrder, orderEvent } from "../order-transaction.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schema.ts";
import { assertLeft, assertReturnable, named, type ReturnClaim, type ReturnState } from "../returns.rules.ts";
import { returns } from "../store/claims.ts";
import { addReturned, fetchItems } from "../store/items.ts";

/**
 * Claims delivered quantities for a return that is being requested; no other return gets them from then on. Returns the
 * claimed items as they were ordered.
 * Throws `order_not_found`, `item_not_found`, `item_not_returnable`, `quantity_exceeds_returnable`.
 */
export const claimReturn = action("orders.claimReturn", params.claimReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db, tx, row } = locked;
    const [items, claims] = await Promise.all([fetchItems(db, row, tx), returns.fetch(db, tx, row)]);
    const claimed = named(items, request.items);
    assertReturnable(row, request.window_days, Date.now());
    assertLeft(claimed, claims, request.items);
    const claim: ReturnClaim = { id: request.return_id, state: "claimed", items: request.items };
    await returns.insert(db, tx, row, claim);
    return { order: await saveReturn(locked, claim, null), items: claimed };
  }),
);

/**
 * Counts claimed quantities as returned; those that count already change nothing.
 * Throws `order_not_found`, and `return_not_found` for what was never claimed or is released.
 */
export const confirmReturn = action("orders.confirmReturn", params.confirmReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const claim = await claimOf(locked, request.return_id);
    if (!claim || claim.state === "released") throw fail("return_not_found");
    if (claim.state === "returned") return locked.order;
    await addReturned(locked.db, locked.tx, locked.row, claim.items);
    return moveReturn(locked, claim, "returned");
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
    await moveReturn(locked, claim, "released");
    return { released: true };
  };
  return undoes === undefined
    ? idempotent(context, request, work)
    : undo(context, { ...request, undoes }, { released: false }, work);
});

const claimOf = async ({ db, tx, row }: Locked, return_id: string) =>
  (await returns.fetch(db, tx, row)).find(({ id }) => id === return_id);

async function moveReturn(locked: Locked, claim: ReturnClaim, state: ReturnState) {
  await returns.setState(locked.db, locked.tx, locked.row, [claim], state);
  return saveReturn(locked, { ...claim, state }, claim.state);
}

// The order's version rises with every change of a return.
async function saveReturn({ row, save, publish }: Locked, { id, state, items }: ReturnClaim, from: ReturnState | null) {
  const saved = await save({});
  const before = from === null ? null : { return: from };
  const change = { before, after: { return: state, items }, return_id: id };
  publish({ name: "order.return_changed", ...orderEvent(row, saved, change) });
  return saved;
}
