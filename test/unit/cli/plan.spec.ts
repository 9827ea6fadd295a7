import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { discoverServices, drainOrder, parseReplicas, planParts } from "../../../cli/cluster/plan.ts";

describe("cluster plan", () => {
  it("finds every service by its file, the gateway and the workflows first", () => {
    const root = folderWith(["orders/orders.service.ts", "api/api.service.ts", "orchestra/orchestra.service.ts"]);
    try {
      expect(discoverServices(root)).to.deep.equal(["api", "orchestra", "orders"]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("takes no file for a service whose name is not its folder's", () => {
    const root = folderWith(["orders/orders.service.ts", "orders/old.service.ts", "orders/orders.rules.ts"]);
    try {
      expect(discoverServices(root)).to.deep.equal(["orders"]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("reads how many of each", () => {
    expect(parseReplicas(["orders=3", "api=2"], ["api", "orders"])).to.deep.equal({ orders: 3, api: 2 });
  });

  for (const wrong of ["orders", "orders=", "orders=many", "orders=-1", "=3"]) {
    it(`refuses ${wrong} and shows how it is written`, () => {
      expect(() => parseReplicas([wrong], ["orders"])).to.throw(`"${wrong}" is not understood`);
    });
  }

  it("refuses a service that there is not and names those that there are", () => {
    expect(() => parseReplicas(["order=2"], ["api", "orders"])).to.throw("api, orders");
  });

  it("starts one of each service unless told how many", () => {
    expect(planParts(["api", "orders", "cache"], { orders: 2, cache: 0 })).to.deep.equal([
      { name: "api", index: 1 },
      { name: "orders", index: 1 },
      { name: "orders", index: 2 },
    ]);
  });

  it("drains gateways before workflows before what they call", () => {
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
