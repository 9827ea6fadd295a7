import type { Db, Value } from "./connection.ts";
import { type Row, selectRows } from "./rows.ts";

/** A filter: the ids that match from an index, and the check of one row `c`. */
export interface Filter {
  ids: string;
  check: string;
  values: Value[];
}

/** A list request. */
export interface Search {
  store_id: number;
  filters: Filter[];
  guests: boolean;
  sort: keyof typeof sortings;
  order: "asc" | "desc";
  page?: number;
  cursor?: string;
  size: number;
}

/** The columns of each sorting; each has an index of the same name. */
export const sortings = {
  created_at: ["created_at"],
  updated_at: ["updated_at"],
  last_active_on: ["last_active_on"],
  total_orders: ["total_orders"],
  total_order_amount: ["total_order_amount"],
  email: ["email"],
  first_name: ["first_key", "last_key"],
  last_name: ["last_key", "first_key"],
} as const;

const cap = 10_000;

/** A filter by the beginning of a word; kinds as the product's word table has them. */
export function wordFilter(store_id: number, kinds: number[], guests: boolean, text: string): Filter {
  const all = guests ? kinds.flatMap((kind) => [kind, kind + 10]) : kinds;
  const word = [...text.normalize("NFC").toLowerCase().trim()].slice(0, 48).join("");
  const match = `w.kind IN (${all.map(() => "?").join(", ")}) AND w.word >= ? AND w.word < ?`;
  return {
    ids: `SELECT DISTINCT w.customer_id AS id FROM customer_words w WHERE w.store_id = ? AND ${match}`,
    check: `(SELECT 1 FROM customer_words w WHERE w.store_id = ? AND w.customer_id = c.id AND ${match} LIMIT 1) = 1`,
    values: [store_id, ...all, word, `${word}\u{10FFFF}`],
  };
}

/** A filter by a column. */
export function columnFilter(store_id: number, column: string, operator: "=" | ">=", value: number): Filter {
  const ids = `SELECT d.id FROM customers d WHERE d.store_id = ${store_id} AND d.${column} ${operator} ?`;
  return { ids, check: `c.${column} ${operator} ?`, values: [value] };
}

const beyond = new Map<string, number>();

async function count(db: Db, ids: string, values: Value[]): Promise<number> {
  const key = `${ids}\n${values}`;
  if ((beyond.get(key) ?? 0) > Date.now()) return cap + 1;
  const [row] = await db.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM (${ids} LIMIT ${cap + 1}) x`, values);
  const n = row?.n ?? 0;
  if (n > cap) beyond.set(key, Date.now() + 60_000);
  return n;
}

/** A page of customers: from the index of the sorting, or from the matches of the rarest filter when those are few. */
export async function search(db: Db, s: Search) {
  const [counts, ...matches] = await Promise.all([
    db.rows<{ n: string | null }>("SELECT SUM(total) AS n FROM customer_counts WHERE store_id = ? AND kind <= ?", [
      s.store_id,
      s.guests ? 1 : 0,
    ]),
    ...s.filters.map((filter) => count(db, filter.ids, filter.values)),
  ]);
  const all = Number(counts[0]?.n ?? 0);
  const few = Math.min(...matches);
  const rarest = s.filters[matches.indexOf(few)];
  const checks = s.filters.filter((filter) => filter !== rarest);
  const guests = s.guests ? "" : " AND c.is_guest = 0";
  const gathered = `FROM (${rarest?.ids}) s JOIN customers c ON c.id = s.id WHERE 1 = 1${guests}`;
  const and = checks.map(({ check }) => ` AND ${check}`).join("");
  const values = [...(rarest?.values ?? []), ...checks.flatMap((filter) => filter.values)];
  let total = rarest ? few : all;
  if (checks.length > 0) total = await count(db, `SELECT c.id ${gathered}${and}`, values);
  const skip = ((s.page ?? 1) - 1) * s.size;
  const isWalk = !rarest || few > cap || ((skip + s.size + 1) * all) / total < few;
  const after = s.cursor ? behind(s) : { sql: "", values: [] };
  const order = [...sortings[s.sort], "id"].map((column) => `c.${column} ${s.order}`).join(", ");
  const everyCheck = s.filters.map(({ check }) => ` AND ${check}`).join("");
  const from = isWalk
    ? `FROM customers c FORCE INDEX (customers_${s.sort}) WHERE c.store_id = ?${guests}${everyCheck}`
    : `${gathered}${and}`;
  const ids = await db.rows<{ id: number }>(`SELECT c.id ${from}${after.sql} ORDER BY ${order} LIMIT ? OFFSET ?`, [
    ...(isWalk ? [s.store_id, ...s.filters.flatMap((f) => f.values)] : values),
    ...after.values,
    s.size + 1,
    skip,
  ]);
  const rows = await byIds(
    db,
    s.store_id,
    ids.slice(0, s.size).map(({ id }) => id),
  );
  const last = ids.length > s.size ? rows.at(-1) : undefined;
  return {
    rows,
    total: Math.min(total, rarest ? cap : total),
    isCapped: !!rarest && total > cap,
    next: last ? cursorOf(s, last) : null,
  };
}

async function byIds(db: Db, store_id: number, ids: number[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  const sql = `${selectRows} WHERE c.store_id = ? AND c.id IN (${ids.map(() => "?").join(", ")})`;
  const byId = new Map((await db.rows<Row>(sql, [store_id, ...ids])).map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

const folded = (text: string) =>
  [...text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim()].slice(0, 64).join("");

function cursorOf(s: Search, row: Row): string {
  const names = { first_key: folded(row.first_name), last_key: folded(row.last_name) };
  const keys = sortings[s.sort].map((column) => ({ ...row, ...names })[column]);
  return Buffer.from(JSON.stringify(["customers", s.sort, s.order, ...keys, row.id])).toString("base64url");
}

function behind(s: Search): { sql: string; values: Value[] } {
  const [, , , ...keys] = JSON.parse(Buffer.from(String(s.cursor), "base64url").toString()) as Value[];
  const [mark, bound] = s.order === "asc" ? [">", ">="] : ["<", "<="];
  const columns = [...sortings[s.sort], "id"];
  const tuple = columns.map((column, index) => {
    const same = columns.slice(0, index).map((before) => `c.${before} = ? AND `);
    return { sql: `(${same.join("")}c.${column} ${mark} ?)`, values: keys.slice(0, index + 1) };
  });
  return {
    sql: ` AND c.${columns[0]} ${bound} ? AND (${tuple.map(({ sql }) => sql).join(" OR ")})`,
    values: [keys[0] ?? null, ...tuple.flatMap(({ values }) => values)],
  };
}
