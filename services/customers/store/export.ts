import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams, ActionResult, CustomerExportRow } from "../../contracts.ts";
import { type Condition, conditionsOf } from "./conditions.ts";
import { checksOf, countedMatches, findRarest, gathered, joinChecks } from "./plan.ts";

// In the order of the seed's header line, the integer key behind.
const columns = `c.public_id, c.tenant_id, c.email, c.registration_source, c.enabled, c.approved, c.email_verified,
  c.phone_verified, g.public_id AS group_id, g.name AS group_name, c.last_active_on, c.total_orders,
  c.total_order_amount, c.id`;

interface ExportRow {
  public_id: string;
  tenant_id: string;
  email: string | null;
  registration_source: string;
  enabled: number;
  approved: number;
  email_verified: number;
  phone_verified: number;
  group_id: string | null;
  group_name: string | null;
  last_active_on: number;
  total_orders: number;
  total_order_amount: number;
  id: number;
}

// A page looks at this many rows at most, where it has to look at each.
const walkedRows = 4_000;

type Page = ActionParams<"customers.exportPage">;
type Exported = ActionResult<"customers.exportPage">;

/**
 * A page of rows in the order of their integer keys, after the one given. Few matches are gathered from the index of
 * the rarest condition; else the store is walked, and a page that finds little in its stretch comes short, or empty.
 */
export async function exportRows(db: Database, page: Page): Promise<Exported> {
  const conditions = conditionsOf(page.store_id, page.filter);
  const rarest = conditions.length === 0 ? undefined : await findRarest(db, conditions);
  const isRare = rarest && rarest.matches <= countedMatches;
  return isRare ? gatherPage(db, page, conditions, rarest.condition) : walkPage(db, page, conditions);
}

async function gatherPage(db: Database, page: Page, conditions: Condition[], rarest: Condition): Promise<Exported> {
  const after = { text: "c.id > ?", values: [page.after ?? 0] };
  const keys = gathered(rarest, [after, ...checksOf(page.filter, conditions, rarest)]);
  // The keys first: to sort whole rows, texts and all, MariaDB would put them into a table on disk.
  const sql = `SELECT ${columns} FROM (${keys.text} ORDER BY c.id LIMIT ?) k
    JOIN customers c ON c.id = k.id LEFT JOIN customer_groups g ON g.id = c.group_id ORDER BY k.id`;
  const rows = await db.rows<ExportRow>(sql, [...keys.values, page.limit]);
  return { rows: rows.map(toCells), next: rows.length === page.limit ? (rows.at(-1)?.id ?? null) : null };
}

async function walkPage(db: Database, page: Page, conditions: Condition[]): Promise<Exported> {
  const end = conditions.length === 0 ? undefined : await endOfStretch(db, page);
  const stretch = { text: "c.store_id = ? AND c.id > ?", values: [page.store_id, page.after ?? 0] };
  const until = end === undefined ? [] : [{ text: "c.id <= ?", values: [end] }];
  const where = joinChecks([stretch, ...until, ...checksOf(page.filter, conditions)]);
  // Left alone, MariaDB may enter another index by the store alone and read the store through for every page.
  const using = db.dialect === "mariadb" ? "FORCE INDEX (customers_keyset)" : "INDEXED BY customers_keyset";
  const sql = `SELECT ${columns} FROM customers c ${using} LEFT JOIN customer_groups g ON g.id = c.group_id
    WHERE ${where.text} ORDER BY c.id LIMIT ?`;
  const rows = await db.rows<ExportRow>(sql, [...where.values, page.limit]);
  return { rows: rows.map(toCells), next: (rows.length === page.limit ? rows.at(-1)?.id : end) ?? null };
}

// The key up to which a page looks, or none when the rest of the store is within its reach.
async function endOfStretch(db: Database, { store_id, after = 0 }: Page): Promise<number | undefined> {
  const sql = `SELECT id FROM customers WHERE store_id = ? AND id > ? ORDER BY id LIMIT 1 OFFSET ${walkedRows - 1}`;
  return (await db.row<{ id: number }>(sql, [store_id, after]))?.id;
}

function toCells(row: ExportRow): CustomerExportRow {
  return [
    row.public_id,
    row.tenant_id,
    row.email,
    row.registration_source,
    row.enabled === 1,
    row.approved === 1,
    row.email_verified === 1,
    row.phone_verified === 1,
    row.group_id,
    row.group_name,
    row.last_active_on === 0 ? null : row.last_active_on,
    row.total_orders,
    row.total_order_amount,
  ];
}
