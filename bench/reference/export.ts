import { Readable } from "node:stream";
import type { Shop } from "./authenticate.ts";
import type { Db } from "./connection.ts";
import { money, type Row, selectRows } from "./rows.ts";
import type { Filter } from "./search.ts";

const pageSize = 2_000;
const header =
  "id,tenant_id,email,registration_source,enabled,approved,email_verified,phone_verified,group_id,group_name,last_active_on,total_orders,total_order_amount";

/** Customers as CSV, read page after page as the reader keeps up. */
export const exportCustomers = (db: Db, shop: Shop, filters: Filter[]): Readable =>
  Readable.from(pages(db, shop, filters));

async function* pages(db: Db, shop: Shop, filters: Filter[]): AsyncGenerator<string> {
  const checks = filters.map(({ check }) => ` AND ${check}`).join("");
  const sql = `${selectRows} WHERE c.store_id = ? AND c.id > ?${checks} ORDER BY c.id LIMIT ${pageSize}`;
  const values = filters.flatMap((filter) => filter.values);
  const pull = (after: number) => db.rows<Row>(sql, [shop.store_id, after, ...values]);
  let rows = await pull(0);
  let text = `${header}\r\n`;
  while (rows.length > 0) {
    const next = rows.length === pageSize ? pull(rows.at(-1)?.id ?? 0) : undefined;
    next?.catch(() => undefined);
    yield text + rows.map((row) => lineOf(row, shop)).join("");
    text = "";
    rows = (await next) ?? [];
  }
  if (text) yield text;
}

function lineOf(row: Row, shop: Shop): string {
  const cells = [row.public_id, row.tenant_id, cell(row.email), row.registration_source];
  const flags = [row.enabled, row.approved, row.email_verified, row.phone_verified].map((flag) => flag === 1);
  const active = row.last_active_on === 0 ? "" : new Date(row.last_active_on).toISOString();
  const rest = [
    row.group_public_id ?? "",
    cell(row.group_name),
    active,
    row.total_orders,
    money(row.total_order_amount, shop),
  ];
  return `${[...cells, ...flags, ...rest].join(",")}\r\n`;
}

// Quoted as RFC 4180 requires, and without cells that a spreadsheet would evaluate.
function cell(text: string | null): string {
  if (text === null) return "";
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
