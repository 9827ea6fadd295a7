import { expect } from "chai";
import { dialect } from "../../../config/database.ts";
import { Database } from "../../../mixins/db/database.ts";
import { migrate } from "../../../mixins/db/migrations.ts";
import { assertText } from "../../../mixins/db/text.ts";
import { ordersTables } from "../../../services/orders/migrations/0001-orders.ts";
import { orderDetails } from "../../../services/orders/migrations/0002-order-details.ts";
import { ordering } from "../../../services/orders/migrations/0003-ordering.ts";
import { early } from "../../../services/orders/migrations/0004-early.ts";
import { moneyVersion } from "../../../services/orders/migrations/0005-money-version.ts";
import { allMigrations } from "./all-migrations.ts";
import { freshName } from "./ledger.ts";
import { checkPiecesMigration } from "./pieces-migration.ts";
import { checkReturnsMigration } from "./returns-migration.ts";

// Each service's.
const steps = await allMigrations();

/**
 * Every service's migrations, on SQLite or on the MariaDB database that the environment names; the database is emptied.
 */
export function describeMigrations(engine: string): void {
  describe(`migrations that were interrupted (${engine})`, () => {
    for (const [service, migrations] of Object.entries(steps)) {
      it(`are completed by the next start: ${service}`, async function () {
        this.timeout(60_000);
        const db = new Database(freshName());
        await dropTables(db);
        await migrate(db, migrations);
        const whole = await tablesOf(db);
        expect(whole.size).to.be.greaterThan(4);

        await forgetSteps(db);
        await migrate(db, migrations);
        expect(await tablesOf(db), "run again as a whole").to.deep.equal(whole);

        for (const { table, index } of await indexesOf(db)) {
          await db.rows(db.dialect === "mariadb" ? `DROP INDEX ${index} ON ${table}` : `DROP INDEX ${index}`);
        }
        await forgetSteps(db);
        await migrate(db, migrations);
        expect(await tablesOf(db), "without its indexes").to.deep.equal(whole);

        await dropTables(db);
        await forgetSteps(db);
        await migrate(db, migrations);
        expect(await tablesOf(db), "without its tables").to.deep.equal(whole);
        await db.close();
      });
    }
  });

  it(`fill the ledger of the pieces of older orders (${engine})`, async () => {
    const db = new Database(freshName());
    await dropTables(db);
    await migrate(db, [ordersTables, orderDetails, ordering, early, moneyVersion]);
    await checkPiecesMigration(db);
    await dropTables(db);
    await db.close();
  });

  it(`take over the tables of the former returns service (${engine})`, () =>
    checkReturnsMigration((steps.orders ?? []).slice(0, 7)));

  if (dialect === "mariadb") describeText();
}

/** On a database server: the text of every table, whatever the database's default is. */
function describeText(): void {
  describe("the text of tables (mariadb)", function () {
    this.timeout(60_000);
    const wrong = "ALTER TABLE orders_outbox CONVERT TO CHARACTER SET latin1";

    it("is utf8mb4_bin by the tables' own definition", async () => {
      const db = await ordersTablesOn();
      await assertText(db);
      await db.rows(wrong);
      const refused = await assertText(db).catch((error: Error) => error.message);
      expect(refused).to.match(/^The tables orders_outbox of the database \w+ do not keep text as utf8mb4/);
      expect(refused).to.contain("ALTER TABLE orders_outbox CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
      await db.close();
    });

    it("is converted where an earlier release took the database's default", async () => {
      const db = await ordersTablesOn();
      await db.rows(wrong);
      await db.rows("ALTER TABLE orders_migrations CONVERT TO CHARACTER SET utf8mb3");
      await db.rows("ALTER TABLE order_counters DEFAULT CHARACTER SET latin1");
      await forgetSteps(db);
      await migrate(db, steps.orders ?? []);
      await assertText(db);
      await db.close();
    });
  });
}

async function ordersTablesOn(): Promise<Database> {
  const db = new Database("orders");
  await dropTables(db);
  await db.rows("DROP TABLE IF EXISTS orders_migrations");
  await migrate(db, steps.orders ?? []);
  return db;
}

async function dropTables(db: Database): Promise<void> {
  for (const table of await names(db)) await db.rows(`DROP TABLE ${table}`);
}

const forgetSteps = (db: Database) => db.run(`DELETE FROM ${db.service}_migrations`);

/** The definition of each table as the engine describes it, indexes in any order. */
async function tablesOf(db: Database): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const name of await names(db)) found.set(name, await describeTable(db, name));
  return found;
}

async function names(db: Database): Promise<string[]> {
  const sql =
    db.dialect === "mariadb"
      ? "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1"
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1";
  const rows = await db.rows<{ name: string }>(sql);
  return rows.map(({ name }) => name).filter((name) => !/migration/.test(name));
}

async function describeTable(db: Database, table: string): Promise<string[]> {
  if (db.dialect === "mariadb") {
    const row = await db.row<Record<string, string>>(`SHOW CREATE TABLE ${table}`);
    const lines = String(row?.["Create Table"]).split("\n");
    return lines.map((line) => line.trim().replace(/,$/, "")).sort();
  }
  const rows = await db.rows<{ sql: string | null }>("SELECT sql FROM sqlite_master WHERE tbl_name = ?", [table]);
  const sequence = await db.rows<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]);
  return [...rows.map(({ sql }) => String(sql)), ...sequence.map(({ seq }) => `AUTO_INCREMENT=${seq}`)].sort();
}

async function indexesOf(db: Database): Promise<{ table: string; index: string }[]> {
  const sql =
    db.dialect === "mariadb"
      ? `SELECT DISTINCT table_name AS "table", index_name AS "index" FROM information_schema.statistics
         WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' AND table_name NOT LIKE '%migration%'
         AND index_name LIKE CONCAT(table_name, '\\_%')`
      : `SELECT tbl_name AS "table", name AS "index" FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`;
  return db.rows(sql.replaceAll('"', db.dialect === "mariadb" ? "`" : '"'));
}
