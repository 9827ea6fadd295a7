import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { transaction } from "../../mixins/db/transaction.ts";
import { type Ledger, openLedger } from "../support/core/ledger.ts";
import { inParallel } from "../support/load.ts";
import { until } from "../support/until.ts";

describe("a process frozen inside a transaction", () => {
  let ledger: Ledger;
  let holder: ChildProcess;
  const said: string[] = [];

  before(async () => {
    ledger = await openLedger();
    const script = `${import.meta.dirname}/../support/core/holder.ts`;
    holder = spawn(process.execPath, [script, ledger.db.service], { stdio: ["ignore", "pipe", "inherit"] });
    if (holder.stdout) createInterface(holder.stdout).on("line", (line) => said.push(line));
    await until(() => said.includes("holding"), 20_000);
  });
  after(() => holder.kill("SIGKILL"));

  it("loses its row locks in seconds, so that all others go on without an error", async function () {
    this.timeout(30_000);
    const { db } = ledger;
    const since = Date.now();
    // More than the pool has connections.
    await inParallel(24, 24, (index) =>
      transaction(db, async (tx) => {
        await db.run(`UPDATE ${db.service}_entries SET text = ? WHERE id = 1`, [`other ${index}`], tx);
      }),
    );
    const took = Date.now() - since;
    console.log(`      all others went on after ${took} ms`);
    expect(took).to.be.below(8_000);
  });

  it("is refused with 503 when it goes on, and opens another connection", async function () {
    this.timeout(30_000);
    const ended = once(holder, "exit");
    holder.kill("SIGCONT");
    await ended;
    expect(said.slice(0, 2)).to.deep.equal(["holding", "refused 503"]);
    expect(said[2]).to.match(/^read other \d+$/);
  });
});
