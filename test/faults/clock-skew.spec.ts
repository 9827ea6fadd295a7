import { type ChildProcess, spawn } from "node:child_process";
import { globSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { ulid } from "ulid";
import { env } from "../../config/env.ts";
import { mysqlStore } from "../../packages/durable/store/mysql.ts";
import { openBank } from "../../packages/durable/test/support/bank.ts";
import { until } from "../../packages/durable/test/support/until.ts";

const [library] = globSync("/usr/lib/**/faketime/libfaketimeMT.so.1");
const aheadMs = 30_000;

describe("a process whose clock is 30 s ahead", function () {
  this.timeout(120_000);
  const children: ChildProcess[] = [];
  const url = new URL((env.DATABASE_URL ?? "").replace(/^mariadb:/, "mysql:"));
  const server = mysqlStore(url.href, "server", 1);
  const name = `skew_${ulid().toLowerCase()}`;
  const own = new URL(url.href);
  own.pathname = name;
  const store = mysqlStore(own.href, "bank");

  before(async () => {
    if (!library) throw new Error("This test needs libfaketime (Debian: apt-get install libfaketime).");
    await server.run(`CREATE DATABASE ${name}`);
    await openBank(store, () => Promise.resolve());
  });
  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    await store.close();
    await server.run(`DROP DATABASE ${name}`);
    await server.close();
  });

  async function start(label: string, many: number, ms: number, ahead: boolean) {
    const skew = { LD_PRELOAD: library, FAKETIME: "+30s", FAKETIME_DONT_FAKE_MONOTONIC: "1" };
    const args = ["packages/durable/test/support/process.ts", own.href, String(many), label, String(ms)];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...(ahead ? skew : {}) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const [, at] = String((await lines.next()).value).split(" ");
    expect(Number(at) - Date.now()).to.be.within(ahead ? aheadMs - 5_000 : -5_000, ahead ? aheadMs + 5_000 : 5_000);
    return { child, done: lines.next().then(({ value }) => expect(value).to.equal("done")) };
  }

  const attempts = (label: string) =>
    store.rows<{ attempts: number; state: string; found: number }>(
      `SELECT attempts, state, COUNT(*) AS found FROM workflow_runs WHERE run_key LIKE '${label}%' GROUP BY attempts, state`,
    );

  it("takes no run from a live owner, and none is taken from it", async () => {
    const [right, ahead] = [await start("right", 20, 1_200, false), await start("ahead", 20, 1_200, true)];
    await Promise.all([right.done, ahead.done]);
    for (const label of ["right", "ahead"]) {
      const [row, ...others] = await attempts(label);
      expect({ ...row, found: Number(row?.found) }).to.deep.equal({ attempts: 1, state: "completed", found: 20 });
      expect(others).to.deep.equal([]);
    }
    for (const { child } of [right, ahead]) child.kill("SIGKILL");
  });

  it("loses its runs to others within seconds when it freezes", async () => {
    const frozen = await start("frozen", 5, 4_000, true);
    await until(async () => (await attempts("frozen")).reduce((sum, { found }) => sum + Number(found), 0) === 5);
    frozen.child.kill("SIGSTOP");
    const since = Date.now();
    await start("other", 0, 0, false);
    const completed = async () => (await attempts("frozen")).find(({ state }) => state === "completed");
    await until(async () => Number((await completed())?.found) === 5, 20_000);
    expect(Date.now() - since).to.be.lessThan(12_000);
  });
});
