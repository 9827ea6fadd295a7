import { expect } from "chai";
import { Poller, type Worker } from "../index.ts";
import { type SqliteStore, sqliteStore } from "../store/sqlite.ts";
import { until } from "./support/until.ts";

const far = 3_600_000;
const quiet = { warn: () => undefined };

describe("the poller", () => {
  const stops: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  function start(...workers: Worker[]): Poller {
    const poller = new Poller();
    stops.push(poller.start(workers, quiet));
    return poller;
  }

  it("runs a worker again at once while it has work, and then lets it rest", async () => {
    let left = 50;
    let runs = 0;
    const run = async () => {
      runs++;
      return left > 0 && left-- > 0;
    };
    const poller = start({ name: "busy", everyMs: far, run });
    poller.wake("busy");
    await until(() => left === 0 && runs === 51);
    left = 1;
    poller.wake("busy");
    await until(() => runs === 53);
  });

  it("lets no slow worker hold up another, and runs none twice at once", async () => {
    const slow = Promise.withResolvers<boolean>();
    let running = 0;
    let most = 0;
    let others = 0;
    const hold = async () => {
      most = Math.max(most, ++running);
      await slow.promise;
      running--;
      return false;
    };
    const poller = start(
      { name: "slow", everyMs: 1, run: hold },
      { name: "quick", everyMs: 1, run: async () => others++ < 0 },
    );
    await until(() => running === 1 && others > 20);
    for (let times = 0; times < 5; times++) poller.wake("slow");
    const before = others;
    await until(() => others > before + 20);
    expect(most).to.equal(1);
    slow.resolve(false);
  });

  it("runs once more what is woken while it runs", async () => {
    const started: PromiseWithResolvers<boolean>[] = [];
    const run = () => {
      const one = Promise.withResolvers<boolean>();
      started.push(one);
      return one.promise;
    };
    const poller = start({ name: "woken", everyMs: far, run });
    poller.wake("woken");
    await until(() => started.length > 0);
    poller.wake("woken");
    poller.wake("woken");
    started[0]?.resolve(false);
    await until(() => started.length === 2);
    started[1]?.resolve(false);
    poller.wake("another");
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).to.have.length(2);
  });

  it("runs a worker at the time it is woken for, also when that is said while it runs", async () => {
    const ranAt: number[] = [];
    const poller = new Poller();
    const dueAt = Date.now() + 100;
    const run = async () => {
      ranAt.push(Date.now());
      if (ranAt.length === 1) poller.wake("later", 50);
      return false;
    };
    stops.push(poller.start([{ name: "later", everyMs: far, run }], quiet));
    poller.wake("later", dueAt - Date.now());
    await until(() => ranAt.length === 2);
    expect(ranAt[0]).to.be.within(dueAt - 5, dueAt + 5_000);
  });

  it("finds the work of all workers of a database by one statement, and that of others beside a broken table", async () => {
    const file = sqliteStore(":memory:", "bank");
    await file.run("CREATE TABLE jobs (due_in INTEGER)");
    const statements: string[] = [];
    const store: SqliteStore = {
      ...file,
      rows(sql, ...rest) {
        statements.push(sql);
        return file.rows(sql, ...rest);
      },
    };
    const runs = { idle: 0, due: 0 };
    const worker = (name: keyof typeof runs, sql: string): Worker => {
      const run = async () => {
        runs[name]++;
        return (await file.run("DELETE FROM jobs")) < 0;
      };
      return { name, everyMs: 20, due: { store, sql }, run };
    };
    start(worker("idle", "SELECT 0 FROM jobs WHERE due_in > 999"), worker("due", "SELECT due_in FROM jobs LIMIT 1"));
    await until(() => statements.length > 5);
    expect(runs).to.deep.equal({ idle: 0, due: 0 });
    expect(statements.filter((sql) => sql.includes("UNION ALL"))).to.have.length(statements.length);
    await file.run("INSERT INTO jobs VALUES (5)");
    await until(() => runs.due === 1);
    start(worker("idle", "SELECT 0 FROM missing"), worker("due", "SELECT due_in FROM jobs LIMIT 1"));
    await file.run("INSERT INTO jobs VALUES (0)");
    await until(() => runs.due > 1);
    expect(runs.idle).to.equal(0);
    for (const stop of stops.splice(0)) await stop();
    await file.close();
  });

  it("says once that a worker fails, however long it does, and again when it does so later", async () => {
    const said: object[] = [];
    let broken = true;
    let runs = 0;
    const run = async () => {
      runs++;
      if (broken) throw new Error("away");
      return false;
    };
    const poller = new Poller();
    stops.push(
      poller.start([{ name: "failing", everyMs: 1, run }], { warn: (fields: object) => void said.push(fields) }),
    );
    await until(() => runs > 5);
    expect(said).to.deep.equal([{ worker: "failing", error: "Error: away" }]);
    broken = false;
    const before = runs;
    await until(() => runs > before + 2);
    broken = true;
    await until(() => said.length === 2);
  });

  it("waits at a stop for what runs, tells it so, and starts nothing more", async () => {
    let ended = false;
    let closed = false;
    let runs = 0;
    const run = async (signal: AbortSignal) => {
      runs++;
      await until(() => signal.aborted);
      ended = true;
      return true;
    };
    const close = () => {
      closed = ended;
    };
    const poller = new Poller();
    const stop = poller.start([{ name: "stopping", everyMs: far, run, close }], quiet);
    poller.wake("stopping");
    await until(() => runs === 1);
    await stop();
    expect({ ended, closed }).to.deep.equal({ ended: true, closed: true });
    poller.wake("stopping");
    expect(runs).to.equal(1);
    const stopAgain = poller.start([{ name: "stopping", everyMs: far, run }], quiet);
    poller.wake("stopping");
    await stopAgain();
    expect(runs, "stopped before it could begin").to.equal(1);
  });
});
