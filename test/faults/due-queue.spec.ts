import { expect } from "chai";
import { Database } from "../../mixins/db/database.ts";
import { transaction } from "../../mixins/db/transaction.ts";
import { DueQueue } from "../../mixins/jobs/due-queue.ts";
import { describeDueQueue } from "../support/core/due-rows.ts";
import { freshName } from "../support/core/ledger.ts";

describeDueQueue("MariaDB");

describe("workers of a due-queue on MariaDB", () => {
  const service = freshName();
  const table = `${service}_jobs`;
  const of = { table, key: ["name"], columns: ["payload"], due: "due_at", index: `${table}_due` };
  const queue = new DueQueue<{ name: string }>({ ...of, worker: `${service}.work` });
  let db: Database;

  before(async () => {
    db = new Database(service);
    await db.run(
      `CREATE TABLE ${table} (name VARCHAR(40) PRIMARY KEY, payload LONGTEXT NOT NULL, due_at BIGINT NOT NULL)`,
    );
    await db.run(`CREATE INDEX ${table}_due ON ${table} (due_at)`);
  });
  after(async () => {
    await db.run(`DROP TABLE ${table}`);
    await db.close();
  });

  it("lock the rows that they take and no others, however many are due", async () => {
    const waiting = Array.from({ length: 300 }, (_, nth) => ({ name: `job-${1_000 + nth}`, payload: "", due_at: nth }));
    for (const row of waiting) await db.insert(table, row);
    const take = (meanwhile?: () => Promise<unknown>) =>
      transaction(db, async (tx) => {
        const taken = await queue.lock(db, tx, { limit: 2 });
        await meanwhile?.();
        return taken.map(({ name }) => name);
      });
    let others: string[] = [];
    const own = await take(async () => {
      others = await take();
    });
    expect(own).to.deep.equal(["job-1000", "job-1001"]);
    expect(others).to.deep.equal(["job-1002", "job-1003"]);
  });
});
