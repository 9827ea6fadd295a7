import { fileOf, removeFile } from "../../../config/database.ts";
import { columnsOf } from "../../../mixins/db/columns.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Migration } from "../../../mixins/db/migrations.ts";

/**
 * Takes over what the service of returns kept, which is a part of orders now. On MariaDB its tables are in the same
 * database: its events and dead letters are copied, and its recorded answers emptied, for no erasure reaches them any
 * more. On SQLite its returns are copied from its own file, which is removed then.
 */
export const takeOverReturns: Migration = {
  name: "0008-take-over-returns",
  async up({ db }) {
    if (db.dialect === "sqlite") return takeFile(db);
    if ((await columnsOf(db, "returns_outbox")).length === 0) return;
    await copyMessages(db, "");
    await db.run("DELETE FROM returns_idempotency");
  },
};

async function takeFile(db: Database): Promise<void> {
  const file = fileOf("returns");
  if (file === undefined) return;
  await db.rows("ATTACH DATABASE ? AS before", [file]);
  try {
    const tables = await db.rows("SELECT name FROM before.sqlite_master WHERE name IN ('returns', 'return_counts')");
    if (tables.length === 2) {
      for (const table of ["returns", "return_counts"])
        await db.run(`INSERT ${db.orIgnore} INTO main.${table} SELECT * FROM before.${table}`);
      await copyMessages(db, "before.");
    }
  } finally {
    await db.rows("DETACH DATABASE before");
  }
  removeFile("returns");
}

// Sent events too: a stream that is lost is filled again from the outbox.
async function copyMessages(db: Database, from: string): Promise<void> {
  const event = "fact_id, name, aggregate_id, fact, created_at, sent_at";
  await db.run(
    `INSERT ${db.orIgnore} INTO orders_outbox (${event}) SELECT ${event} FROM ${from}returns_outbox ORDER BY id`,
  );
  const letter = "fact_id, name, fact, error, tries, created_at, replay_asked_at, replayed_at";
  await db.run(
    `INSERT ${db.orIgnore} INTO orders_dead_letters (consumer, ${letter})
     SELECT 'orders.forget', ${letter} FROM ${from}returns_dead_letters`,
  );
  await db.run(`UPDATE orders_dead_letters SET consumer = 'orders.forget' WHERE consumer = 'orders.erasure'`);
}
