import type { Transaction } from "sequelize";
import { action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams, StockLine } from "../../contracts.ts";
import { tellMoved } from "../inventory.events.ts";
import { heldIn, type LedgerLine, movedIn, placeOf, soldIn, sumLines } from "../inventory.rules.ts";
import { params } from "../inventory.schema.ts";
import { type LevelRow, lockLevels, type Move } from "../store/levels.ts";
import { ledgerOf, move } from "../store/movements.ts";

type Request = ActionParams<"inventory.restore">;

/**
 * Puts pieces back on the shelf, once for a reference: asked again it answers what was put back. SKUs that are not kept
 * in stock are passed over, and so is what the order that they were taken for has not taken.
 */
export const restore = action("inventory.restore", params.restore, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const { db } = context;
    const { tx, publish } = txContext;
    const { store_id, reference } = request;
    const lines = sumLines(request.lines);
    const levels = await lockLevels(
      db,
      tx,
      store_id,
      lines.map(({ sku }) => sku),
    );
    const earlier = movedIn(await ledgerOf(db, store_id, reference, tx), "restore");
    if (earlier.length > 0) return { restored: earlier };
    const taken = await takenFor(db, tx, request);
    await letGo(db, txContext, request, levels, taken);
    const moves =
      taken.length > 0 ? backTo(levels, lines, taken) : backFromAnywhere(levels, lines, request.location_id);
    await move(db, tx, { store_id, type: "restore", reference }, moves);
    const restored = linesOf(moves);
    tellMoved(publish, request, "restore", restored);
    return { restored };
  }),
);

function takenFor(
  db: Database,
  tx: Transaction,
  { store_id, taken_for }: Request,
): Promise<LedgerLine[]> | LedgerLine[] {
  return taken_for === undefined ? [] : ledgerOf(db, store_id, taken_for, tx);
}

// What is only held has not left its shelf: whoever was about to sell it finds nothing held.
async function letGo(
  db: Database,
  { tx, publish }: TransactionContext,
  { store_id, tenant_id, taken_for = "" }: Request,
  levels: Map<string, LevelRow[]>,
  taken: LedgerLine[],
): Promise<void> {
  const moves = heldIn(taken).flatMap(({ quantity, ...place }) => {
    const level = levelAt(levels, place);
    return level ? [{ level, quantity: -quantity }] : [];
  });
  await move(db, tx, { store_id, type: "release", reference: taken_for }, moves);
  const of = { store_id, tenant_id, reference: taken_for };
  tellMoved(publish, of, "release", linesOf(moves));
}

// No more than was sold goes back, and to where it was sold from.
function backTo(levels: Map<string, LevelRow[]>, lines: StockLine[], taken: LedgerLine[]): Move[] {
  const wanted = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
  return soldIn(taken).flatMap(({ quantity: sold, ...place }) => {
    const level = levelAt(levels, place);
    const quantity = Math.min(sold, wanted.get(place.sku) ?? 0);
    return level && quantity > 0 ? [{ level, quantity }] : [];
  });
}

function backFromAnywhere(levels: Map<string, LevelRow[]>, lines: StockLine[], location_id?: string): Move[] {
  return lines.flatMap(({ sku, quantity }) => {
    const kept = levels.get(sku) ?? [];
    // Pieces that came back are somewhere: better on another shelf of the store than on none.
    const level = placeOf(kept, location_id) ?? kept[0];
    return level ? [{ level, quantity }] : [];
  });
}

const levelAt = (levels: Map<string, LevelRow[]>, { sku, location_id }: { sku: string; location_id: string }) =>
  levels.get(sku)?.find((level) => level.location_id === location_id);

const linesOf = (moves: readonly Move[]): StockLine[] =>
  moves.map(({ level, quantity }) => ({ sku: level.sku, quantity: Math.abs(quantity) }));
