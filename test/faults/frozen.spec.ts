import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { expect } from "chai";
import { transaction } from "../../mixins/db/transaction.ts";
import { type Ledger, openLedger } from "../support/core/ledger.ts";
import { inParallel } from "../support/load.ts";
import { until } from "../support/until.ts";
import { wordsOf } from "../support/words.ts";

describe("a process frozen inside a transaction", () => {
  let ledger: Ledger;
  let holder: ChildProcessByStdio<null, Readable, null>;
  let heard: Promise<void>;
  const said: string[] = [];

  before(async () => {
    ledger = await openLedger();
    const script = `${import.meta.dirname}/../support/core/holder.ts`;
    holder = spawn(process.execPath, [script, ledger.db.service], { stdio: ["ignore", "pipe", "inherit"] });
    heard = hear();
    await until(() => said.includes("holding"), 20_000);
  });
  after(() => holder.kill("SIGKILL"));

  async function hear(): Promise<void> {
    for await (const word of wordsOf(holder.stdout)) said.push(word);
  }

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
    holder.kill("SIGCONT");
    await heard;
    expect(said.slice(0, 2)).to.deep.equal(["holding", "refused 503"]);
    expect(said[2]).to.match(/^read other \d+$/);
  });
});
