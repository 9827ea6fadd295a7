import { expect } from "chai";
import { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import { poller } from "../../../mixins/jobs/poller.ts";
import { until } from "../until.ts";
import { freshName } from "./ledger.ts";

interface Job {
  store_id: number;
  name: string;
  payload: string;
  tries: number;
}

const minute = 60_000;

/** The tests of a due-queue, on SQLite or on the MariaDB database that the environment names. */
export function describeDueQueue(engine: string): void {
  describe(`a due-queue (${engine})`, () => {
    const service = freshName();
    const table = `${service}_jobs`;
    const due = { due: "due_at", index: `${table}_due` };
    const jobs = { table, key: ["store_id", "name"], columns: ["payload"], where: "state = 'waiting'", ...due };
    const leased = { until: "claimed_until", tries: "tries" };
    /** Claims in a column beside the due time, claims that postpone the due time, and no claims but the row's lock. */
    const apart = new DueQueue<Job>({ ...jobs, worker: `${service}.apart`, claim: leased });
    const putOff = new DueQueue<Job>({ ...jobs, worker: `${service}.putOff`, claim: { ...leased, until: "due_at" } });
    const locked = new DueQueue<Job>({ ...jobs, worker: `${service}.locked` });
    let db: Database;

    before(async () => {
      db = new Database(service);
      await db.run(`CREATE TABLE ${table} (store_id INT NOT NULL, name VARCHAR(40) NOT NULL, payload VARCHAR(40) NOT NULL,
        state VARCHAR(10) NOT NULL, error VARCHAR(40) NULL, tries INT NOT NULL, due_at BIGINT NOT NULL,
        claimed_until BIGINT NOT NULL, PRIMARY KEY (store_id, name))`);
      await db.run(`CREATE INDEX ${table}_due ON ${table} (due_at)`);
    });
    beforeEach(() => db.run(`DELETE FROM ${table}`));
    after(async () => {
      await db.run(`DROP TABLE ${table}`);
      await db.close();
    });

    const add = (name: string, due_at = Date.now() - 1_000, more: object = {}) =>
      db.insert(table, {
        store_id: 1,
        name,
        payload: `for ${name}`,
        state: "waiting",
        error: null,
        tries: 0,
        due_at,
        claimed_until: 0,
        ...more,
      });
    const rowOf = (name: string) =>
      db.row<{ state: string; error: string | null; tries: number; due_at: number; claimed_until: number }>(
        `SELECT state, error, tries, due_at, claimed_until FROM ${table} WHERE name = ?`,
        [name],
      );
    // What the worker's query says, in epoch milliseconds of this process.
    const dueAt = async (queue: DueQueue<Job>) => {
      const { sql = "" } = queue.worker(db, async () => false).due ?? {};
      const [row] = await db.rows<{ in_ms: number | null }>(`SELECT (${sql}) AS in_ms`);
      return row?.in_ms == null ? undefined : Date.now() + row.in_ms;
    };
    const names = (found: Job[]) => found.map(({ name }) => name);

    for (const [title, queue] of [
      ["beside the due time", apart],
      ["by putting it off", putOff],
    ] as const) {
      describe(`whose claims are kept ${title}`, () => {
        it("claims the waiting rows that are due, the longest due first, and none twice", async () => {
          const now = Date.now();
          await add("second", now - 10);
          await add("first", now - 20);
          await add("later", now + minute);
          await add("done", now - 30, { state: "done" });
          const claimed = await queue.claim(db, minute, { limit: 10 });
          expect(claimed).to.deep.equal([
            { store_id: 1, name: "first", payload: "for first", tries: 1 },
            { store_id: 1, name: "second", payload: "for second", tries: 1 },
          ]);
          expect(await queue.claim(db, minute, { limit: 10 })).to.deep.equal([]);
        });

        it("claims at most the limit, or only the row with a key", async () => {
          for (const name of ["a", "b", "c"]) await add(name);
          const only = { store_id: 1, name: "c" };
          expect(names(await queue.claim(db, minute, { limit: 10, only }))).to.deep.equal(["c"]);
          expect(await queue.claim(db, minute, { limit: 1 })).to.have.length(1);
          expect(await queue.claim(db, minute, { limit: 10 })).to.have.length(1);
        });

        it("lets another worker take over an expired claim, and ignores the outcome of the first", async () => {
          await add("job");
          const [late] = await queue.claim(db, -1, { limit: 1 });
          const [holder] = await queue.claim(db, minute, { limit: 1 });
          if (!late || !holder) return expect.fail("It was not claimed twice.");
          expect([late.tries, holder.tries]).to.deep.equal([1, 2]);
          expect(await queue.settle(db, late, { state: "done" })).to.equal(false);
          expect(await queue.postpone(db, late, 0, { error: "late" })).to.equal(false);
          expect(await queue.remove(db, late)).to.equal(false);
          expect(await rowOf("job")).to.include({ state: "waiting", error: null, tries: 2 });
          expect(await queue.settle(db, holder, { state: "done" })).to.equal(true);
          expect(await queue.settle(db, holder, { state: "again" })).to.equal(false);
          expect((await rowOf("job"))?.state).to.equal("done");
        });

        it("retries a postponed row at its new time, and not before", async () => {
          await add("job");
          const [job] = await queue.claim(db, minute, { limit: 1 });
          const at = Date.now() + minute;
          expect(await queue.postpone(db, job as Job, at, { error: "busy" })).to.equal(true);
          expect(await rowOf("job")).to.include({ error: "busy", due_at: at });
          expect(await dueAt(queue)).to.be.closeTo(at, minute / 2);
          expect(await queue.claim(db, minute, { limit: 1, now: at - 1 })).to.deep.equal([]);
          expect((await queue.claim(db, minute, { limit: 1, now: at }))[0]?.tries).to.equal(2);
        });

        it("gives each row to one of many concurrent workers", async () => {
          const all = Array.from({ length: 40 }, (_, index) => `job-${index}`);
          for (const name of all) await add(name);
          const others = [db, new Database(service), new Database(service)];
          const claimed = await Promise.all(others.flatMap((each) => [1, 2, 3].map(() => claimAll(each))));
          await Promise.all(others.slice(1).map((each) => each.close()));
          expect(claimed.flat().sort()).to.deep.equal(all.sort());
        });

        async function claimAll(from: Database): Promise<string[]> {
          const mine: string[] = [];
          for (;;) {
            const claimed = names(await queue.claim(from, minute, { limit: 3 }));
            if (claimed.length === 0) return mine;
            mine.push(...claimed);
          }
        }
      });
    }

    it("reports when the next unclaimed row is due", async () => {
      expect(await dueAt(apart)).to.equal(undefined);
      const now = Date.now();
      await add("claimed", now - 10, { claimed_until: now + minute });
      await add("done", now - 10, { state: "done" });
      expect(await dueAt(apart)).to.equal(undefined);
      await add("later", now + minute);
      expect(await dueAt(apart)).to.be.closeTo(now + minute, minute / 2);
      await add("now", now - 5);
      expect(await dueAt(apart)).to.be.closeTo(now - 5, minute / 2);
    });

    it("handles every claimed row although one fails, and reports the failure", async () => {
      for (const name of ["good", "bad", "fine"]) await add(name);
      const done: string[] = [];
      const one = async ({ name }: Job) => {
        if (name === "bad") throw new Error("no");
        done.push(name);
      };
      expect(await apart.work(db, minute, { limit: 10 }, one).catch(String)).to.equal("Error: no");
      expect(done.sort()).to.deep.equal(["fine", "good"]);
      expect(await apart.work(db, minute, { limit: 10 }, one)).to.equal(0);
    });

    it("releases the locked rows of a failed transaction at once", async () => {
      await add("job");
      const failed = transaction(db, async (tx) => {
        for (const job of await locked.lock(db, tx, { limit: 1 })) await locked.remove(db, job, tx);
        throw new Error("no");
      });
      expect(await failed.catch(String)).to.equal("Error: no");
      const found = await transaction(db, (tx) => locked.lock(db, tx, { limit: 1 }));
      expect(names(found)).to.deep.equal(["job"]);
    });

    it("wakes its worker after a commit, and not after a rollback", async () => {
      const done: string[] = [];
      let runs = 0;
      const run = () => {
        runs++;
        return transaction(db, async (tx) => {
          const [job] = await locked.lock(db, tx, { limit: 1 });
          if (!job) return false;
          done.push(job.name);
          return locked.remove(db, job, tx);
        });
      };
      const stop = poller.start([locked.worker(db, run, 3_600_000)], { warn: () => undefined });
      try {
        const failed = transaction(db, async (tx) => {
          locked.wakeAfter(tx);
          throw new Error("no");
        });
        await failed.catch(() => undefined);
        expect(runs).to.equal(0);
        await add("job");
        await transaction(db, async (tx) => locked.wakeAfter(tx));
        await until(() => done.length > 0);
        expect(done).to.deep.equal(["job"]);
      } finally {
        await stop();
      }
    });
  });
}
