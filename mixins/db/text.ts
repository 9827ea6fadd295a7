import type { Database } from "./database.ts";
import type { Migration } from "./schema.ts";

/** Makes tables keep and compare their text by code point, whatever the database's default is. */
export async function useBinaryOrder(db: Database, tables: string[]): Promise<void> {
  if (db.dialect !== "mariadb") return;
  const others = new Set(await tablesOfOtherText(db));
  for (const table of tables) {
    if (others.has(table)) await db.rows(`ALTER TABLE ${table} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  }
}

/** Converts the tables of a service that a release before made with the database's default. */
export const ownText = (service: string): Migration => ({
  name: "0000-text",
  up: ({ db }) => useBinaryOrder(db, ownTables(service)),
});

const shared = ["outbox", "inbox", "idempotency", "dead_letters", "migrations"];

// Released without a character set. They hold numbers, but a text column that is added would take the default.
const plain: Record<string, string[]> = {
  audit: ["audit_event_counts"],
  catalog: ["location_counts", "product_counts", "promotion_counts"],
  customers: ["customer_counts", "customer_stores", "customer_sweeps"],
  orders: ["order_counters", "order_counts", "return_counts"],
  reviews: ["review_counts"],
};

const ownTables = (service: string) => [...shared.map((each) => `${service}_${each}`), ...(plain[service] ?? [])];

/** Throws an Error that says what to do when a table of the database keeps its text otherwise. */
export async function assertText(db: Database): Promise<void> {
  if (db.dialect !== "mariadb") return;
  const wrong = (await tablesOfOtherText(db)).filter((table) => !isOfAnother(table, db.service));
  if (wrong.length === 0) return;
  const [first] = wrong;
  throw new Error(
    `The tables ${wrong.join(", ")} of the database ${db.sequelize.getDatabaseName()} do not keep text as utf8mb4 with the collation utf8mb4_bin.
Convert each with: ALTER TABLE ${first} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
A table that is not Seller Orchestra's belongs into a database of its own.`,
  );
}

// Converted by that service's own start, which may come later.
function isOfAnother(table: string, service: string): boolean {
  const old = shared.some((each) => table.endsWith(`_${each}`)) || Object.values(plain).flat().includes(table);
  return old && !ownTables(service).includes(table);
}

async function tablesOfOtherText(db: Database): Promise<string[]> {
  const text = `SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_collation <> 'utf8mb4_bin'
    UNION SELECT table_name AS name FROM information_schema.columns
    WHERE table_schema = DATABASE() AND collation_name <> 'utf8mb4_bin' ORDER BY name`;
  return (await db.rows<{ name: string }>(text)).map(({ name }) => name);
}
