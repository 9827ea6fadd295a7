import { action } from "../../../mixins/actions/action.ts";
import { groupTransaction } from "../../../mixins/actions/group-commit.ts";
import type { TransactionContext } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams, StockLine } from "../../contracts.ts";
import { publishMoved } from "../inventory.events.ts";
import { heldIn, type LedgerLine, movedIn, placeOf, soldIn, sumLines } from "../inventory.rules.ts";
import { params } from "../inventory.schema.ts";
import { type LevelRow, levelAt, lockLevels, type Move } from "../store/levels.ts";
import { ledgersOf, move } from "../store/movements.ts";

type Request = ActionParams<"inventory.restore">;

/**
 * Returns stock to its locations, once for a reference: a retry returns what was restored. SKUs that are not tracked
 * are skipped, and so is stock that the order in `taken_for` has not taken.
 */
export const restore = action("inventory.restore", params.restore, (request, context) =>
  groupTransaction(
    context.db,
    "inventory.restore",
    request.taken_for ?? request.reference,
    context,
    async (txContext) => {
      const { db, tx, publish } = txContext;
      const { store_id, reference } = request;
      const lines = sumLines(request.lines);
      const levels = await lockLevels(db, tx, store_id, lines);
      const references = [reference, ...(request.taken_for === undefined ? [] : [request.taken_for])];
      const [own = [], taken = []] = await ledgersOf(db, store_id, references, tx);
      const earlier = movedIn(own, "restore");
      if (earlier.length > 0) return { restored: earlier };
      await releaseHeld(txContext, request, levels, taken);
      const moves =
        taken.length > 0 ? backTo(levels, lines, taken) : backFromAnywhere(levels, lines, request.location_id);
      const restored = await move(db, tx, { store_id, type: "restore", reference }, moves);
      publishMoved(publish, request, "restore", restored);
      return { restored };
    },
  ),
);

// Stock that is only reserved has not left its location, so it is released. A late commit then finds no reservation.
async function releaseHeld(
  { db, tx, publish }: TransactionContext,
  { store_id, tenant_id, taken_for = "" }: Request,
  levels: Map<string, LevelRow[]>,
  taken: LedgerLine[],
): Promise<void> {
  const moves = heldIn(taken).flatMap(({ quantity, ...place }) => {
    const level = levelAt(levels, place);
    return level ? [{ level, quantity: -quantity }] : [];
  });
  const released = await move(db, tx, { store_id, type: "release", reference: taken_for }, moves);
  publishMoved(publish, { store_id, tenant_id, reference: taken_for }, "release", released);
}

// Restores no more than was sold, and to the locations that it was sold from.
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
    // Returned pieces physically exist: counting them at another location of the store is better than not at all.
    const level = placeOf(kept, location_id) ?? kept[0];
    return level ? [{ level, quantity }] : [];
  });
}
