import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { insertNew } from "../../../mixins/db/statements.ts";
import type { MovementType } from "../../contracts.ts";
import { fail } from "../inventory.errors.ts";
import { effects, type Level, type Place } from "../inventory.rules.ts";

/** A row of `stock_levels`. */
export interface LevelRow extends Level {
  id: number;
}

const columns = "id, sku, location_id, on_hand, reserved, version, created_at, updated_at";

/** The levels of a SKU at every location. Throws `sku_not_found`. */
export async function levelsOf(db: Database, store_id: number, sku: string): Promise<LevelRow[]> {
  const sql = `SELECT ${columns} FROM stock_levels WHERE store_id = ? AND sku = ?`;
  const rows = await db.rows<LevelRow>(sql, [store_id, sku]);
  // MariaDB ignores trailing spaces when it compares.
  const levels = rows.filter((row) => row.sku === sku);
  if (levels.length === 0) throw fail("sku_not_found");
  return levels;
}

/**
 * Locks the levels of SKUs at every location; returns them by SKU. Always along the same index, so that concurrent
 * transactions lock in the same order and cannot deadlock.
 */
export async function lockLevels(
  db: Database,
  tx: Transaction,
  store_id: number,
  lines: readonly { sku: string }[],
): Promise<Map<string, LevelRow[]>> {
  if (lines.length === 0) return new Map();
  const sorted = [...new Set(lines.map(({ sku }) => sku))].sort();
  const [along, lock] = db.dialect === "mariadb" ? ["FORCE INDEX (stock_levels_place)", "FOR UPDATE"] : ["", ""];
  const rows = await db.rows<LevelRow>(
    `SELECT ${columns} FROM stock_levels ${along} WHERE store_id = ? AND sku IN (${marks(sorted)})
     ORDER BY sku, location_id ${lock}`,
    [store_id, ...sorted],
    tx,
  );
  return Map.groupBy(rows, ({ sku }) => sku);
}

/** The level of a SKU at a location. */
export const levelAt = (levels: Map<string, LevelRow[]>, { sku, location_id }: Place): LevelRow | undefined =>
  levels.get(sku)?.find((level) => level.location_id === location_id);

/** Inserts an empty level where there is none. */
export async function openLevel(
  db: Database,
  tx: Transaction,
  store_id: number,
  sku: string,
  location_id: string,
): Promise<void> {
  const now = Date.now();
  const nothing = { on_hand: 0, reserved: 0, version: 0, created_at: now, updated_at: now };
  await insertNew(db, "stock_levels", { store_id, sku, location_id, ...nothing }, tx);
}

/** A change of one level: `quantity` is signed, and the type of the movement says what it changes. */
export interface Move {
  level: LevelRow;
  quantity: number;
}

/**
 * Changes levels in one statement, which skips every level that would have less on hand than is reserved, or less than
 * zero.
 */
export async function changeLevels(
  db: Database,
  tx: Transaction,
  store_id: number,
  type: MovementType,
  moves: readonly Move[],
  now: number,
): Promise<void> {
  const byLevel = `(CASE id ${moves.map(() => "WHEN ? THEN ?").join(" ")} END)`;
  const values = moves.flatMap(({ level, quantity }) => [level.id, quantity]);
  const after = (column: "on_hand" | "reserved") => (effects[type][column] ? `${column} + ${byLevel}` : column);
  const onHand = effects[type].on_hand ? values : [];
  const reserved = effects[type].reserved ? values : [];
  const changed = await db.run(
    `UPDATE stock_levels SET on_hand = ${after("on_hand")}, reserved = ${after("reserved")},
       version = version + 1, updated_at = ?
     WHERE store_id = ? AND id IN (${marks(moves)})
       AND ${after("on_hand")} >= ${after("reserved")} AND ${after("reserved")} >= 0`,
    [
      ...[...onHand, ...reserved, now, store_id],
      ...moves.map(({ level }) => level.id),
      ...[...onHand, ...reserved, ...reserved],
    ],
    tx,
  );
  if (changed !== moves.length) throw fail(type === "reserve" ? "out_of_stock" : "insufficient_stock");
}
