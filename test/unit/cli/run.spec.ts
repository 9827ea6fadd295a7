import { expect } from "chai";
import { groupsOf, mochaParts, planRun } from "../../support/run/plan.ts";

describe("npm test", () => {
  const names = (...args: string[]) => planRun(args).parts.map(({ name }) => name);

  it("runs the checks and all parts by default", () => {
    expect(names()).to.deep.equal(["unit", "contract", "embedded", "distributed", "faults"]);
    expect(planRun([]).checks).to.equal(true);
  });

  it("runs the named parts in their own order without the checks", () => {
    expect(names("embedded", "unit")).to.deep.equal(["unit", "embedded"]);
    expect(planRun(["unit"]).checks).to.equal(false);
  });

  it("runs a file in every part it belongs to", () => {
    expect(names("test/integration/orders.spec.ts")).to.deep.equal(["embedded", "distributed"]);
    expect(names("test/security/walls.spec.ts")).to.deep.equal(["embedded", "distributed"]);
    expect(names("embedded", "./test/integration/orders.spec.ts")).to.deep.equal(["embedded"]);
  });

  it("runs the clusters of engines only when they are named", () => {
    expect(names("clusters")).to.deep.equal(["clusters"]);
    expect(names("test/clusters/galera.spec.ts")).to.deep.equal(["clusters"]);
    expect(names("--grep", "galera")).not.to.include("clusters");
  });

  it("passes options to mocha", () => {
    const plan = planRun(["unit", "--grep", "refund"]);
    expect(plan.options).to.deep.equal(["--grep", "refund"]);
  });

  it("runs each file in one process, and what measures time with nothing beside it", () => {
    const files = ["test/faults/a.spec.ts", "test/faults/alone/b.spec.ts", "test/faults/cluster/c.spec.ts"];
    const faults = mochaParts.find(({ name }) => name === "faults");
    const groups = faults ? groupsOf(faults, files) : [];
    expect(groups.flatMap((group) => group.files)).to.have.members(files);
    expect(groups.filter(({ alone }) => alone).map((group) => group.files)).to.deep.equal([files.slice(1, 2)]);
  });

  it("refuses an argument that is neither a part nor a file", () => {
    expect(() => planRun(["units"])).to.throw('"units" is neither a part');
  });
});
