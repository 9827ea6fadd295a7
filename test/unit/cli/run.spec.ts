import { expect } from "chai";
import { planRun } from "../../support/run/plan.ts";

describe("npm test", () => {
  const names = (...args: string[]) => planRun(args).parts.map(({ name }) => name);

  it("runs everything, and the checks first, when nothing is said", () => {
    expect(names()).to.deep.equal(["unit", "contract", "embedded", "distributed", "faults"]);
    expect(planRun([]).checks).to.equal(true);
  });

  it("runs the parts that are named, in their own order and without the checks", () => {
    expect(names("embedded", "unit")).to.deep.equal(["unit", "embedded"]);
    expect(planRun(["unit"]).checks).to.equal(false);
  });

  it("runs a file in every part that it belongs to", () => {
    expect(names("test/integration/orders.spec.ts")).to.deep.equal(["embedded", "distributed"]);
    expect(names("embedded", "./test/integration/orders.spec.ts")).to.deep.equal(["embedded"]);
  });

  it("passes mocha's options on", () => {
    const plan = planRun(["unit", "--grep", "refund"]);
    expect(plan.options).to.deep.equal(["--grep", "refund"]);
  });

  it("refuses a word that is neither a part nor a file", () => {
    expect(() => planRun(["units"])).to.throw('"units" is neither a part');
  });
});
