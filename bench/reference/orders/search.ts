import type { Shop } from "../authenticate.ts";
import type { Db } from "../connection.ts";
import { filtersOf, isByStatus, type Query, type Sql, statesThatFit } from "./filters.ts";
import type { OrderRow } from "./rows.ts";
import { orderView } from "./views.ts";

const sortings = {
  created_at: ["created_at", "created_at"],
  updated_at: ["updated_at", "updated_at"],
  order_number: ["number", "sequence"],
  grand_total: ["grand_total", "grand_total"],
} as const;

const cap = 10_000;

/** A page of orders: its keys from an index, then their rows; matches are counted up to 10,000. */
export async function search(db: Db, shop: Shop, query: Query) {
  const { page = 1, limit, cursor } = query;
  const states = await statesThatFit(db, shop, query);
  const filters = filtersOf(query, states);
  const isNone = states?.length === 0 || filters === undefined;
  const total = isNone ? 0 : await count(db, shop, query, filters);
  const isCapped = (filters?.length ?? 0) > 0 && total > cap;
  const rows = total === 0 ? [] : await fetchPage(db, shop, { query, filters: filters ?? [], states, few: !isCapped });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    data: rows.slice(0, limit).map((row) => orderView(row, shop)),
    pagination: {
      ...(cursor === undefined ? { page } : {}),
      limit,
      total: isCapped ? cap : total,
      ...(isCapped ? { total_is_capped: true } : {}),
      next_cursor: last ? cursorOf(query, last) : null,
    },
  };
}

const beyond = new Map<string, number>();

async function count(db: Db, { store_id }: Shop, query: Query, filters: Sql[]): Promise<number> {
  if (filters.length === 0) {
    const sql = "SELECT SUM(total) AS n FROM order_counts WHERE store_id = ?";
    return Number((await db.rows<{ n: string }>(sql, [store_id]))[0]?.n ?? 0);
  }
  const where = whereOf(store_id, filters);
  const key = `${where.text}\n${where.values}`;
  if ((beyond.get(key) ?? 0) > Date.now()) return cap + 1;
  const sql = `SELECT COUNT(*) AS n FROM (SELECT 1 FROM orders o FORCE INDEX (orders_${indexOf(query)})
    WHERE ${where.text} LIMIT ${cap + 1}) x`;
  const n = (await db.rows<{ n: number }>(sql, where.values))[0]?.n ?? 0;
  if (n > cap) beyond.set(key, Date.now() + 60_000);
  return n;
}

interface Page {
  query: Query;
  filters: Sql[];
  states: number[] | undefined;
  few: boolean;
}

function fetchPage(db: Db, { store_id }: Shop, { query, filters, states, few }: Page) {
  const { page = 1, limit, sort_by, sort_order, customer_id, search, cursor } = query;
  const [column, sortIndex] = sortings[sort_by];
  const skip = cursor === undefined ? (page - 1) * limit : 0;
  const behind = cursor === undefined ? [] : [behindOf(query, column, cursor)];
  const order = `o.${column} ${sort_order}, o.id ${sort_order}`;
  const keysBy = (index: string, where: Sql): Sql => ({
    text: `SELECT o.id, o.${column} AS place FROM orders o FORCE INDEX (orders_${index}) WHERE ${where.text}
      ORDER BY ${order}`,
    values: where.values,
  });
  const rest = filters.filter(({ text }) => text.startsWith("o.created_at"));
  const isByState = sort_by === "created_at" && states && customer_id === undefined && search === undefined;
  const isGathered = sort_by === "created_at" || (filters.length > 0 && few) || customer_id !== undefined;
  const keys = isByState
    ? union(
        states.map((state) =>
          keysBy("state", whereOf(store_id, [{ text: "o.state = ?", values: [state] }, ...rest, ...behind])),
        ),
        `place ${sort_order}, id ${sort_order}`,
        skip + limit + 1,
      )
    : keysBy(isGathered ? indexOf(query) : sortIndex, whereOf(store_id, [...filters, ...behind]));
  const sql = `SELECT o.*, k.place FROM (${keys.text} LIMIT ? OFFSET ?) k JOIN orders o ON o.id = k.id
    ORDER BY k.place ${sort_order}, k.id ${sort_order}`;
  return db.rows<OrderRow & { place: number }>(sql, [...keys.values, limit + 1, skip]);
}

const union = (parts: Sql[], order: string, limit: number): Sql => ({
  text: `SELECT id, place FROM (${parts.map(({ text }) => `SELECT * FROM (${text} LIMIT ?) s`).join(" UNION ALL ")}) u
    ORDER BY ${order}`,
  values: parts.flatMap(({ values }) => [...values, limit]),
});

const whereOf = (store_id: number, filters: Sql[]): Sql => ({
  text: ["o.store_id = ?", ...filters.map(({ text }) => text)].join(" AND "),
  values: [store_id, ...filters.flatMap(({ values }) => values)],
});

function indexOf({ customer_id, search, ...query }: Query): string {
  if (customer_id !== undefined) return "customer";
  if (search !== undefined) return "sequence";
  return isByStatus(query) ? "state" : "created_at";
}

const cursorOf = ({ sort_by, sort_order }: Query, { place, id }: { place: number; id: number }) =>
  Buffer.from(JSON.stringify(["orders", sort_by, sort_order, place, id])).toString("base64url");

function behindOf({ sort_order }: Query, column: string, cursor: string): Sql {
  const [, , , place, id] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as [
    string,
    string,
    string,
    number,
    number,
  ];
  const mark = sort_order === "asc" ? ">" : "<";
  return {
    text: `o.${column} ${mark}= ? AND (o.${column} ${mark} ? OR o.id ${mark} ?)`,
    values: [place, place, id],
  };
}
