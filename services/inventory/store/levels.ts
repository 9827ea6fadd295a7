import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { together, writeTogether } from "../../../mixins/db/shared.ts";
import { marks, type Sql, sql } from "../../../mixins/db/sql.ts";
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
  return together(tx, `lock levels ${store_id}`, lines, async (all) => {
    const levels = await lockAll(db, tx, store_id, all.flat());
    return all.map(() => levels);
  });
}

async function lockAll(db: Database, tx: Transaction, store_id: number, lines: { sku: string }[]) {
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
 * zero. Each move of a level raises its version.
 */
export function changeLevels(
  db: Database,
  tx: Transaction,
  store_id: number,
  type: MovementType,
  moves: readonly Move[],
): Promise<void> {
  return writeTogether(tx, `move ${type} ${store_id}`, moves, async (all) => {
    await changeAll(
      db,
      tx,
      store_id,
      type,
      Map.groupBy(all.flat(), ({ level }) => level.id),
    );
    return all.map(() => undefined);
  });
}

async function changeAll(
  db: Database,
  tx: Transaction,
  store_id: number,
  type: MovementType,
  byId: Map<number, Move[]>,
): Promise<void> {
  const caseOf = (numberOf: (moves: Move[]) => number): Sql => ({
    text: `(CASE id ${[...byId].map(() => "WHEN ? THEN ?").join(" ")} END)`,
    values: [...byId].flatMap(([id, moves]) => [id, numberOf(moves)]),
  });
  const moved = caseOf((moves) => moves.reduce((sum, { quantity }) => sum + quantity, 0));
  const times = caseOf((moves) => moves.length);
  const after = (column: "on_hand" | "reserved"): Sql =>
    effects[type][column] ? { text: `${column} + ${moved.text}`, values: moved.values } : sql(column);
  const [on_hand, reserved] = [after("on_hand"), after("reserved")];
  const changed = await db.run(
    `UPDATE stock_levels SET on_hand = ${on_hand.text}, reserved = ${reserved.text},
       version = version + ${times.text}, updated_at = ?
     WHERE store_id = ? AND id IN (${marks([...byId])})
       AND ${on_hand.text} >= ${reserved.text} AND ${reserved.text} >= 0`,
    [
      ...on_hand.values,
      ...reserved.values,
      ...times.values,
      Date.now(),
      store_id,
      ...byId.keys(),
      ...on_hand.values,
      ...reserved.values,
      ...reserved.values,
    ],
    tx,
    byId.size > 3 ? "text" : "prepared",
  );
  if (changed !== byId.size) throw fail(type === "reserve" ? "out_of_stock" : "insufficient_stock");
}
