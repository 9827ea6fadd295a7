import { expect } from "chai";
import { runScript as run } from "../../../support/payments/run-script.ts";

// 500 of them by hand: `node test/support/payments/replay.ts 500 shuffled`.
const many = "30";

describe("payments of which a provider tells", () => {
  it("end as in the right order when messages come in any order, twice, and one in ten never", async function () {
    this.timeout(120_000);
    const [ordered, shuffled] = await Promise.all([
      run("replay.ts", many, "ordered"),
      run("replay.ts", many, "shuffled"),
    ]);
    expect(shuffled.ends).to.deep.equal(ordered.ends);
    for (const { wrong, left, differences } of [ordered, shuffled]) {
      expect(wrong, "captured − refunded − disputed is the provider's").to.deep.equal([]);
      expect([left, differences]).to.deep.equal([[], []]);
    }
    expect(shuffled.mended).to.be.greaterThan(0);
  });

  it("are reconciled once a night in one process, and again until 06:00 where a provider does not answer", async function () {
    this.timeout(60_000);
    const { seen, events } = await run("night.ts");
    const [waiting, captured] = ["requires_action", "captured"];
    expect(seen).to.deep.equal([
      // The night before this payment's day is not reconciled yet: nothing of it is in that period.
      { hours: 1, runs: 1, asked: true, payment_status: waiting },
      { hours: 2, runs: 1, asked: true, payment_status: waiting },
      { hours: 2.25, runs: 1, asked: true, payment_status: captured },
      { hours: 3, runs: 0, asked: false, payment_status: captured },
      { hours: 25, runs: 0, asked: false, payment_status: captured },
      { hours: 26, runs: 1, asked: true, payment_status: captured },
      { hours: 55, runs: 1, asked: true, payment_status: captured },
      { hours: 56, runs: 0, asked: false, payment_status: captured },
    ]);
    expect(events).to.deep.equal(["payment.requires_action", "payment.captured"]);
  });
});
