import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { remove, update } from "../../../mixins/db/statements.ts";
import { Reindex } from "../../../mixins/jobs/reindex.ts";
import { wordRows } from "./customers.ts";
import { type CustomerRow, nameKeys } from "./rows.ts";

type Indexed = Pick<
  CustomerRow,
  "id" | "store_id" | "first_name" | "last_name" | "email" | "phone" | "phone_key" | "is_guest" | "created_at"
> & { first_key: string; last_key: string };

/** The words and sort keys of all customers without accents. */
export const customerWords = new Reindex<Indexed>({
  name: "customers.words-3",
  table: "customers",
  columns: "id, store_id, first_name, last_name, first_key, last_key, email, phone, phone_key, is_guest, created_at",
  rewrite,
});

interface Word {
  customer_id: number;
  kind: number;
  word: string;
}

async function rewrite(db: Database, tx: Transaction, rows: Indexed[]): Promise<void> {
  const known = new Map<string, Word & { store_id: number }>();
  const stored = `SELECT store_id, customer_id, kind, word FROM customer_words WHERE store_id = ? AND customer_id IN`;
  for (const [store_id, ofStore] of Map.groupBy(rows, (row) => row.store_id)) {
    const own = ofStore.map(({ id }) => id);
    const found = await db.rows<Word>(`${stored} (${marks(own)})`, [store_id, ...own], tx);
    for (const word of found) known.set(keyOf(word), { ...word, store_id });
  }
  const wanted = rows.flatMap(wordRows);
  const missing = wanted.filter((word) => !known.delete(keyOf(word)));
  for (const { store_id, customer_id, kind, word } of known.values())
    await remove(db, "customer_words", { store_id, customer_id, kind, word }, tx);
  await db.insertMany("customer_words", missing, tx);
  for (const row of rows) await rewriteKeys(db, tx, row);
}

const keyOf = ({ customer_id, kind, word }: Word) => `${customer_id} ${kind} ${word}`;

async function rewriteKeys(db: Database, tx: Transaction, row: Indexed): Promise<void> {
  const { store_id, id, first_key, last_key } = row;
  const keys = nameKeys(row.first_name, row.last_name);
  if (keys.first_key !== first_key || keys.last_key !== last_key)
    await update(db, "customers", { store_id, id }, keys, tx);
}
