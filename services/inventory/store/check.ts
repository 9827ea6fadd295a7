import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams, ActionResult, MovementType } from "../../contracts.ts";
import { effects } from "../inventory.rules.ts";

interface Compared {
  sku: string;
  on_hand: number;
  reserved: number;
  ledger_on_hand: number | string;
  ledger_reserved: number | string;
}

/**
 * Levels of a page of SKUs that differ from the sum of their ledger. One statement, so that concurrent movements cannot
 * distort it.
 */
export async function compareLevels(
  db: Database,
  { store_id, after = "", limit }: ActionParams<"inventory.check">,
): Promise<ActionResult<"inventory.check">> {
  const rows = await db.rows<Compared>(
    `SELECT l.sku, l.on_hand, l.reserved, ${sumOf("on_hand")}, ${sumOf("reserved")}
     FROM (SELECT DISTINCT sku FROM stock_levels WHERE store_id = ? AND sku > ? ORDER BY sku LIMIT ?) page
     JOIN stock_levels l ON l.store_id = ? AND l.sku = page.sku
     LEFT JOIN stock_movements m ON m.store_id = l.store_id AND m.sku = l.sku AND m.location_id = l.location_id
     GROUP BY l.id, l.sku, l.on_hand, l.reserved ORDER BY l.sku, l.id`,
    [store_id, after, limit, store_id],
  );
  // MariaDB returns sums as text.
  const compared = rows.map((row) => ({
    ...row,
    ledger_on_hand: Number(row.ledger_on_hand),
    ledger_reserved: Number(row.ledger_reserved),
  }));
  const whole = new Set(rows.map(({ sku }) => sku)).size < limit;
  return {
    wrong: compared.filter((row) => row.on_hand !== row.ledger_on_hand || row.reserved !== row.ledger_reserved),
    next: whole ? null : (rows.at(-1)?.sku ?? null),
  };
}

function sumOf(column: "on_hand" | "reserved"): string {
  const types = (Object.keys(effects) as MovementType[]).filter((type) => effects[type][column]);
  const list = types.map((type) => `'${type}'`).join(", ");
  return `SUM(CASE WHEN m.type IN (${list}) THEN m.quantity ELSE 0 END) AS ledger_${column}`;
}
