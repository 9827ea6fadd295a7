import type { Transaction } from "sequelize";
import { action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { StockLine } from "../../contracts.ts";
import { tellMoved } from "../inventory.events.ts";
import { heldIn, movedIn } from "../inventory.rules.ts";
import { params } from "../inventory.schema.ts";
import { type LevelRow, lockLevels } from "../store/levels.ts";
import { ledgerOf, move } from "../store/movements.ts";

interface OfReference {
  store_id: number;
  tenant_id: string;
  reference: string;
}

/** Lets go of what a reference holds, also of what a step that it undoes may still be about to hold. */
export const release = action("inventory.release", params.release, (request, context) => {
  const { undoes } = request;
  const letGo = async (txContext: TransactionContext) => ({
    released: await endHold(context.db, txContext, request, "release"),
  });
  return undoes === undefined
    ? idempotent(context, request, letGo)
    : undo(context, { ...request, undoes }, { released: [] }, letGo);
});

/** Takes what a reference holds off the shelf: it is sold. */
export const commit = action("inventory.commit", params.commit, (request, context) =>
  idempotent(context, request, async (txContext) => ({
    committed: await endHold(context.db, txContext, request, "commit"),
  })),
);

// What is no longer held was let go of or sold before: the answer is what that was.
async function endHold(
  db: Database,
  { tx, publish }: TransactionContext,
  of: OfReference,
  type: "release" | "commit",
): Promise<StockLine[]> {
  const { store_id, reference } = of;
  const { held, levels, ledger } = await lockHeld(db, tx, of);
  if (held.length === 0) return movedIn(ledger, type);
  const moves = held.map((line) => ({ level: levelAt(levels, line), quantity: -line.quantity }));
  await move(db, tx, { store_id, type, reference }, moves);
  const lines = held.map(({ sku, quantity }) => ({ sku, quantity }));
  tellMoved(publish, of, type, lines);
  return lines;
}

// Read once to know what to lock, and again behind the lock: two that end the same hold may be here at once.
async function lockHeld(db: Database, tx: Transaction, { store_id, reference }: OfReference) {
  const first = heldIn(await ledgerOf(db, store_id, reference, tx));
  const levels = await lockLevels(
    db,
    tx,
    store_id,
    first.map(({ sku }) => sku),
  );
  const ledger = await ledgerOf(db, store_id, reference, tx);
  return { levels, ledger, held: heldIn(ledger) };
}

function levelAt(levels: Map<string, LevelRow[]>, place: { sku: string; location_id: string }): LevelRow {
  const level = levels.get(place.sku)?.find(({ location_id }) => location_id === place.location_id);
  if (!level) throw new Error(`The ledger holds ${place.sku} where there is no level.`);
  return level;
}
