import type { Transaction } from "sequelize";
import { action } from "../../../mixins/actions/action.ts";
import { groupCommit } from "../../../mixins/actions/group-commit.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { StockLine } from "../../contracts.ts";
import { type OfReference, publishMoved } from "../inventory.events.ts";
import { heldIn, movedIn, type Place } from "../inventory.rules.ts";
import { params } from "../inventory.schema.ts";
import { type LevelRow, levelAt, lockLevels } from "../store/levels.ts";
import { ledgerOf, move } from "../store/movements.ts";

/**
 * Releases the reservations of a reference. With `undoes` it also undoes that step, which is refused if it arrives
 * later.
 */
export const release = action("inventory.release", params.release, (request, context) => {
  const { undoes } = request;
  const releaseOnce = async (txContext: TransactionContext) => ({
    released: await endHold(txContext, request, "release"),
  });
  return undoes === undefined
    ? idempotent(context, request, releaseOnce)
    : undo(context, { ...request, undoes }, { released: [] }, releaseOnce);
});

/** Commits the reservations of a reference: the stock is sold and leaves its location. */
export const commit = action("inventory.commit", params.commit, (request, context) =>
  groupCommit(context, request, request.reference, async (txContext) => ({
    committed: await endHold(txContext, request, "commit"),
  })),
);

// Without a reservation left, a previous call has ended it: returns what that call released or committed.
async function endHold(
  { db, tx, publish }: TransactionContext,
  of: OfReference,
  type: "release" | "commit",
): Promise<StockLine[]> {
  const { store_id, reference } = of;
  const { held, levels, ledger } = await lockHeld(db, tx, of);
  if (held.length === 0) return movedIn(ledger, type);
  const moves = held.map((line) => ({ level: heldLevel(levels, line), quantity: -line.quantity }));
  const lines = await move(db, tx, { store_id, type, reference }, moves);
  publishMoved(publish, of, type, lines);
  return lines;
}

// Reads the ledger once to know what to lock, and again once it is locked: a concurrent call may have ended the same
// reservation.
async function lockHeld(db: Database, tx: Transaction, { store_id, reference }: OfReference) {
  const first = heldIn(await ledgerOf(db, store_id, reference, tx));
  const levels = await lockLevels(db, tx, store_id, first);
  const ledger = await ledgerOf(db, store_id, reference, tx);
  return { levels, ledger, held: heldIn(ledger) };
}

function heldLevel(levels: Map<string, LevelRow[]>, place: Place): LevelRow {
  const level = levelAt(levels, place);
  if (!level) throw new Error(`The ledger holds ${place.sku} where there is no level.`);
  return level;
}
