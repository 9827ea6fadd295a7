import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { together } from "../../../mixins/db/shared.ts";
import { equal, marks } from "../../../mixins/db/sql.ts";
import { findRows } from "../../../mixins/db/statements.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, List, MovementType, StockLine, StockMovement } from "../../contracts.ts";
import { type LedgerLine, totalOf } from "../inventory.rules.ts";
import { changeLevels, levelsOf, type Move } from "./levels.ts";

/** What all movements of one action have in common. */
export interface Moving {
  store_id: number;
  type: MovementType;
  reference: string | null;
  reason?: string | null;
}

/** Changes levels and writes a ledger line for each: the only way that a level changes. Returns what was moved. */
export async function move(db: Database, tx: Transaction, of: Moving, moves: readonly Move[]): Promise<StockLine[]> {
  if (moves.length === 0) return [];
  const now = Date.now();
  await changeLevels(db, tx, of.store_id, of.type, moves);
  const rows = moves.map(({ level: { sku, location_id }, quantity }) => ({
    ...of,
    reason: of.reason ?? null,
    public_id: newId("mov"),
    sku,
    location_id,
    quantity,
    created_at: now,
  }));
  await db.insertMany("stock_movements", rows, tx);
  return moves.map(({ level: { sku }, quantity }) => ({ sku, quantity: Math.abs(quantity) }));
}

/** Every movement of a reference. */
export const ledgerOf = (db: Database, store_id: number, reference: string, tx: Transaction) =>
  findRows<LedgerLine>(db, "stock_movements", { store_id, reference }, tx, { columns: ledgerColumns });

/** The movements of each of some references, in one statement. */
export async function ledgersOf(db: Database, store_id: number, references: readonly string[], tx: Transaction) {
  const lines = await together(tx, `ledgers ${store_id}`, references, async (all) => {
    const wanted = [...new Set(all.flat())];
    const text = `SELECT ${ledgerColumns} FROM stock_movements WHERE store_id = ? AND reference IN (${marks(wanted)})`;
    const found = await db.rows<LedgerLine & { reference: string }>(
      text,
      [store_id, ...wanted],
      tx,
      all.length > 1 ? "text" : "prepared",
    );
    return all.map(() => found);
  });
  return references.map((reference) => lines.filter((line) => line.reference === reference));
}

const ledgerColumns = "reference, sku, location_id, type, quantity";

interface MovementRow extends KeysetRow, Omit<StockMovement, "id" | "at"> {
  public_id: string;
}

/** The ledger of a SKU at all locations, newest first. Throws `sku_not_found`. */
export async function listMovements(
  db: Database,
  { store_id, sku, ...paging }: ActionParams<"inventory.movements">,
): Promise<List<StockMovement>> {
  const { version } = totalOf(sku, await levelsOf(db, store_id, sku));
  // Each movement raises a version by one, so the version is the number of movements.
  const listing = { table: "stock_movements", of: sku, where: equal({ store_id, sku }), total: () => version };
  return listNewest(db, listing, paging, toMovement);
}

function toMovement({ public_id, type, quantity, reference, reason, created_at }: MovementRow): StockMovement {
  return { id: public_id, type, quantity, reference, reason, at: created_at };
}
