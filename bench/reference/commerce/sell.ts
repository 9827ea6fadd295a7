import { newId } from "../../../mixins/values/ids.ts";
import type { PricedItem } from "../../../services/contracts.ts";
import type { Shop } from "../authenticate.ts";
import type { Connected } from "../connection.ts";
import { insert, refuse } from "../orders/locked.ts";
import { told } from "./event.ts";

/** Takes the ordered quantities from stock, all or none; the ledger records the reservation, then the sale. */
export async function sell(tx: Connected, { store_id }: Shop, reference: string, items: PricedItem[], now: number) {
  const pieces = new Map<string, number>();
  for (const { sku, quantity, track_stock } of items)
    if (track_stock) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  if (pieces.size === 0) return [];
  // Along the index that finds them, so that two never wait for each other in a ring.
  const lines = [...pieces].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
  const wanted = `CASE sku ${lines.map(() => "WHEN ? THEN ?").join(" ")} END`;
  const amounts = lines.flatMap(({ sku, quantity }) => [sku, quantity]);
  const { affectedRows } = await tx.run(
    `UPDATE stock_levels FORCE INDEX (stock_levels_place)
     SET on_hand = on_hand - ${wanted}, version = version + 2, updated_at = ?
     WHERE store_id = ? AND location_id = '' AND sku IN (${lines.map(() => "?").join(", ")})
     AND on_hand - reserved >= ${wanted}`,
    [...amounts, now, store_id, ...lines.map(({ sku }) => sku), ...amounts],
  );
  if (affectedRows < lines.length) throw refuse(409, "out_of_stock");
  const of = { store_id, location_id: "", reference, created_at: now };
  const moved = (type: "reserve" | "commit", sign: 1 | -1) =>
    lines.map(({ sku, quantity }) => ({ ...of, public_id: newId("mov"), sku, type, quantity: sign * quantity }));
  await insert(tx, "stock_movements", [...moved("reserve", 1), ...moved("commit", -1)]);
  return ["reserve", "commit"].map((type) => told("stock.moved", "stock", reference, { type, lines }));
}
