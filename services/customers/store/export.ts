import { type Checked, type Condition, checksOf, findRarest, gathered } from "../../../mixins/db/conditions.ts";
import { countedMatches } from "../../../mixins/db/counted.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { sqlDialect } from "../../../mixins/db/dialect.ts";
import { select } from "../../../mixins/db/keyset.ts";
import { allOf, sql } from "../../../mixins/db/sql.ts";
import type { ActionParams, ActionResult, CustomerExportRow } from "../../contracts.ts";
import { alwaysChecked, conditionsOf, ofStore } from "./conditions.ts";
import { type CustomerRow, joinGroup } from "./rows.ts";

// In the order of the seed's header line, then the integer key.
const columns = `t.public_id, t.tenant_id, t.email, t.registration_source, t.enabled, t.approved, t.email_verified,
  t.phone_verified, g.public_id AS group_public_id, g.name AS group_name, t.last_active_on, t.total_orders,
  t.total_order_amount, t.id`;

type ExportRow = Pick<CustomerRow, "id" | "public_id" | "tenant_id" | "email" | "registration_source"> &
  Pick<CustomerRow, "enabled" | "approved" | "email_verified" | "phone_verified" | "last_active_on"> &
  Pick<CustomerRow, "group_public_id" | "group_name" | "total_orders" | "total_order_amount">;

// A page without an index for its filter reads at most this many rows.
const walkedRows = 4_000;

type Page = ActionParams<"customers.exportPage">;
type Exported = ActionResult<"customers.exportPage">;

/**
 * A page of rows in the order of their integer keys, after the one given. Few matches are gathered from the index of
 * the rarest condition; otherwise the store's rows are read in stretches, and a page with few matches is short or empty.
 */
export async function exportRows(db: Database, page: Page): Promise<Exported> {
  const conditions = conditionsOf(page.store_id, page.filter);
  const search = { conditions, always: alwaysChecked(page.filter) };
  const rarest = conditions.length === 0 ? undefined : await findRarest(db, conditions);
  const isRare = rarest && rarest.matches <= countedMatches;
  return isRare ? gatherPage(db, page, search, rarest.condition) : walkPage(db, page, search);
}

async function gatherPage(db: Database, page: Page, search: Checked, rarest: Condition): Promise<Exported> {
  const after = sql("t.id > ?", page.after ?? 0);
  const keys = select("t.id", gathered({ table: "customers" }, rarest, [after, ...checksOf(search, rarest)]));
  // Keys first: to sort whole rows with their texts, MariaDB would use a temporary table on disk.
  const text = `SELECT ${columns} FROM (${keys.text} ORDER BY t.id LIMIT ?) k
    JOIN customers t ON t.id = k.id ${joinGroup} ORDER BY k.id`;
  const rows = await db.rows<ExportRow>(text, [...keys.values, page.limit]);
  return { rows: rows.map(toCells), next: rows.length === page.limit ? (rows.at(-1)?.id ?? null) : null };
}

async function walkPage(db: Database, page: Page, search: Checked): Promise<Exported> {
  const end = search.conditions.length === 0 ? undefined : await endOfStretch(db, page);
  const stretch = [ofStore(page.store_id), sql("t.id > ?", page.after ?? 0)];
  const until = end === undefined ? [] : [sql("t.id <= ?", end)];
  const where = allOf([...stretch, ...until, ...checksOf(search)]);
  // With another index, MariaDB may read the whole store for every page.
  const text = `SELECT ${columns} FROM customers t ${sqlDialect.useIndex("customers_keyset")} ${joinGroup}
    WHERE ${where.text} ORDER BY t.id LIMIT ?`;
  const rows = await db.rows<ExportRow>(text, [...where.values, page.limit]);
  return { rows: rows.map(toCells), next: (rows.length === page.limit ? rows.at(-1)?.id : end) ?? null };
}

// The key up to which a page reads; none when it reads to the end of the store.
async function endOfStretch(db: Database, { store_id, after = 0 }: Page): Promise<number | undefined> {
  const text = `SELECT id FROM customers WHERE store_id = ? AND id > ? ORDER BY id LIMIT 1 OFFSET ${walkedRows - 1}`;
  return (await db.row<{ id: number }>(text, [store_id, after]))?.id;
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
    row.group_public_id,
    row.group_name,
    row.last_active_on === 0 ? null : row.last_active_on,
    row.total_orders,
    row.total_order_amount,
  ];
}
