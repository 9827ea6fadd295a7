import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { discoverServices, drainOrder, parseReplicas, planParts } from "../../../cli/cluster/plan.ts";

describe("cluster plan", () => {
  it("finds every service by its file, gateway and workflows first", () => {
    const root = folderWith(["orders/orders.service.ts", "api/api.service.ts", "orchestra/orchestra.service.ts"]);
    try {
      expect(discoverServices(root)).to.deep.equal(["api", "orchestra", "orders"]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("ignores service files not named after their folder", () => {
    const root = folderWith(["orders/orders.service.ts", "orders/old.service.ts", "orders/orders.rules.ts"]);
    try {
      expect(discoverServices(root)).to.deep.equal(["orders"]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("parses the number of replicas", () => {
    expect(parseReplicas(["orders=3", "api=2"], ["api", "orders"])).to.deep.equal({ orders: 3, api: 2 });
  });

  for (const wrong of ["orders", "orders=", "orders=many", "orders=-1", "=3"]) {
    it(`refuses "${wrong}" and shows the expected form`, () => {
      expect(() => parseReplicas([wrong], ["orders"])).to.throw(`"${wrong}" is not understood`);
    });
  }

  it("refuses an unknown service and lists the known ones", () => {
    expect(() => parseReplicas(["order=2"], ["api", "orders"])).to.throw("api, orders");
  });

  it("starts one replica of each service by default", () => {
    expect(planParts(["api", "orders", "cache"], { orders: 2, cache: 0 })).to.deep.equal([
      { name: "api", index: 1 },
      { name: "orders", index: 1 },
      { name: "orders", index: 2 },
    ]);
  });

  it("drains gateways first, then workflows, then the services they call", () => {
    const parts = planParts(["cache", "orchestra", "api", "orders"]);
    const names = drainOrder(parts).map((group) => group.map(({ name }) => name));
    expect(names).to.deep.equal([["api"], ["orchestra"], ["cache", "orders"]]);
  });
});

function folderWith(files: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "plan-spec-"));
  for (const file of files) {
    mkdirSync(dirname(join(root, "services", file)), { recursive: true });
    writeFileSync(join(root, "services", file), "");
  }
  return root;
}
