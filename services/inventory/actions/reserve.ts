import { action } from "../../../mixins/actions/action.ts";
import { groupCommit } from "../../../mixins/actions/group-commit.ts";
import type { StockLine } from "../../contracts.ts";
import { fail } from "../inventory.errors.ts";
import { publishMoved } from "../inventory.events.ts";
import { heldIn, type LedgerLine, movedIn, placeOf, sumLines } from "../inventory.rules.ts";
import { params } from "../inventory.schema.ts";
import { type LevelRow, lockLevels, type Move } from "../store/levels.ts";
import { ledgerOf, move } from "../store/movements.ts";

/**
 * Reserves stock for a reference, all lines or none, and once: a retry returns what was reserved. SKUs that are not
 * tracked are skipped. Throws `out_of_stock`, `reservation_released`.
 */
export const reserve = action("inventory.reserve", params.reserve, (request, context) =>
  groupCommit(context, request, request.reference, async ({ db, tx, publish }) => {
    const { store_id, reference, location_id } = request;
    const lines = sumLines(request.lines);
    const levels = await lockLevels(db, tx, store_id, lines);
    const ledger = await ledgerOf(db, store_id, reference, tx);
    if (ledger.some(({ type }) => type === "reserve")) return { reserved: stillReserved(ledger) };
    const moves = movesOf(lines, levels, location_id);
    // Calls that share the transaction share the levels: what this one takes is gone for the next.
    for (const { level, quantity } of moves) level.reserved += quantity;
    const reserved = await move(db, tx, { store_id, type: "reserve", reference }, moves);
    publishMoved(publish, request, "reserve", reserved);
    return { reserved };
  }),
);

// A released reservation must not be reported as held: its stock may have been sold since.
function stillReserved(ledger: LedgerLine[]): StockLine[] {
  const ended = heldIn(ledger).length === 0 && !ledger.some(({ type }) => type === "commit");
  if (ended) throw fail("reservation_released");
  return movedIn(ledger, "reserve");
}

// A SKU that is tracked in the store, but neither at this location nor without a location, has no stock to reserve.
function movesOf(lines: StockLine[], levels: Map<string, LevelRow[]>, location_id: string | undefined): Move[] {
  const kept = lines.filter(({ sku }) => levels.has(sku));
  const found = kept.map(({ sku, quantity }) => ({
    level: placeOf(levels.get(sku) ?? [], location_id),
    sku,
    quantity,
  }));
  const short = found.filter(({ level, quantity }) => !level || level.on_hand - level.reserved < quantity);
  if (short.length > 0) throw fail("out_of_stock", short.map(shortage));
  return found as Move[];
}

function shortage({ level, sku, quantity }: { level?: LevelRow; sku: string; quantity: number }) {
  const available = level ? level.on_hand - level.reserved : 0;
  return { path: sku, message: `${quantity} wanted, ${available} available` };
}
