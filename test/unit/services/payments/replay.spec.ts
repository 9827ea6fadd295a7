import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const script = join(import.meta.dirname, "../../../support/payments/replay.ts");
// 500 of them by hand: `node test/support/payments/replay.ts 500 shuffled`.
const many = "30";

describe("payments of which a provider tells", () => {
  it("end as in the right order when messages come in any order, twice, and one in ten never", async function () {
    this.timeout(120_000);
    const run = async (order: string) => {
      const { stdout } = await promisify(execFile)(process.execPath, [script, many, order], {
        maxBuffer: 2 ** 26,
        env: { ...process.env, DATA_DIR: "" },
      });
      return JSON.parse(stdout);
    };
    const [ordered, shuffled] = await Promise.all([run("ordered"), run("shuffled")]);
    expect(shuffled.ends).to.deep.equal(ordered.ends);
    for (const { wrong, left, differences } of [ordered, shuffled]) {
      expect(wrong, "captured − refunded − disputed is the provider's").to.deep.equal([]);
      expect([left, differences]).to.deep.equal([[], []]);
    }
    expect(shuffled.mended).to.be.greaterThan(0);
  });
});
