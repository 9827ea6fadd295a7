import { action } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import { tellMoved } from "../inventory.facts.ts";
import { movedIn, placeOf, sumLines } from "../inventory.rules.ts";
import { params } from "../inventory.schemas.ts";
import { lockLevels } from "../store/levels.ts";
import { ledgerOf, move } from "../store/movements.ts";

/**
 * Puts pieces back on the shelf, once for a reference: asked again it answers what was put back. SKUs that are not kept
 * in stock are passed over.
 */
export const restore = action("inventory.restore", params.restore, (request, handling) =>
  change(handling, request, async ({ tx, announce }) => {
    const { store_id, reference, location_id } = request;
    const lines = sumLines(request.lines);
    const levels = await lockLevels(
      handling.db,
      tx,
      store_id,
      lines.map(({ sku }) => sku),
    );
    const earlier = movedIn(await ledgerOf(handling.db, store_id, reference, tx), "restore");
    if (earlier.length > 0) return { restored: earlier };
    const moves = lines.flatMap(({ sku, quantity }) => {
      const kept = levels.get(sku) ?? [];
      // Pieces that came back are somewhere: better on another shelf of the store than on none.
      const level = placeOf(kept, location_id) ?? kept[0];
      return level ? [{ level, quantity }] : [];
    });
    await move(handling.db, tx, { store_id, type: "restore", reference }, moves);
    const restored = moves.map(({ level, quantity }) => ({ sku: level.sku, quantity }));
    tellMoved(announce, request, "restore", restored);
    return { restored };
  }),
);
