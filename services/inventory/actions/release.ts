import type { Transaction } from "sequelize";
import { action } from "../../../mixins/actions/action.ts";
import { groupTransaction } from "../../../mixins/actions/group-commit.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { StockLine } from "../../contracts.ts";
import { type OfReference, publishMoved } from "../inventory.events.ts";
import { heldIn, type LedgerLine, movedIn, type Place } from "../inventory.rules.ts";
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

/**
 * Commits the reservations of a reference: the stock is sold and leaves its location. The ledger has each movement of a
 * reference once, so no record of the call is needed.
 */
export const commit = action("inventory.commit", params.commit, (request, context) =>
  groupTransaction(context.db, "inventory.commit", request.reference, context, async (txContext) => ({
    committed: await endHold(txContext, request, "commit"),
  })),
);

/** A reference, and the SKUs that it holds, where the caller knows them. */
type OfHold = OfReference & { skus?: string[] };

// Without a reservation left, a previous call has ended it: returns what that call released or committed.
async function endHold(
  { db, tx, publish }: TransactionContext,
  of: OfHold,
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

// Reads the ledger to know what to lock, unless the caller says it, and again once it is locked: a concurrent call may
// have ended the same reservation.
async function lockHeld(db: Database, tx: Transaction, of: OfHold): Promise<Held> {
  const { store_id, reference, skus } = of;
  const first = skus ? skus.map((sku) => ({ sku })) : heldIn(await ledgerOf(db, store_id, reference, tx));
  const levels = await lockLevels(db, tx, store_id, first);
  const ledger = await ledgerOf(db, store_id, reference, tx);
  const held = heldIn(ledger);
  if (skus && !held.every(({ sku }) => levels.has(sku))) return lockHeld(db, tx, { ...of, skus: undefined });
  return { levels, ledger, held };
}

interface Held {
  levels: Map<string, LevelRow[]>;
  ledger: LedgerLine[];
  held: ReturnType<typeof heldIn>;
}

function heldLevel(levels: Map<string, LevelRow[]>, place: Place): LevelRow {
  const level = levelAt(levels, place);
  if (!level) throw new Error(`The ledger holds ${place.sku} where there is no level.`);
  return level;
}
