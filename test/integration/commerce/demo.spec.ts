import { expect } from "chai";
import { signToken } from "../../../services/auth/tokens.ts";
import { ask, type Credential, type Parsed } from "../../support/harness/index.ts";

const base = "/api/v1/customers";

describe("commerce: demo data", () => {
  const staffOf = (store_id: number, tenant_id: string): Credential => {
    const claims = { sub: "staff_demo", tenant_id, store_id, roles: ["tenant_admin" as const] };
    return { Authorization: `Bearer ${signToken("commerce", claims, 600)}` };
  };
  const as = staffOf(22, "ten_demo");
  const list = async (query: string): Promise<Parsed[]> =>
    (await ask("GET", `${base}?limit=100&${query}`, { as })).body.data;

  it("has members in several tiers, and the tier filter matches the shown tier", async () => {
    const all = await list("");
    const tiers = new Set(all.map(({ loyalty_tier }) => loyalty_tier));
    expect(tiers.size).to.be.above(1);
    for (const tier of ["bronze", "silver", "gold", "platinum"]) {
      const shown = all.filter(({ loyalty_tier }) => loyalty_tier === tier).map(({ id }) => id);
      expect(
        (await list(`loyalty_tier=${tier}`)).map(({ id }) => id),
        tier,
      ).to.deep.equal(shown);
    }
  });

  it("has customers in several segments, each in exactly one", async () => {
    const segments = await Promise.all(
      ["vip", "new", "active", "at_risk"].map((segment) => list(`segment=${segment}`)),
    );
    const found = segments.flat().map(({ id }) => id);
    expect(found).to.have.members((await list("")).map(({ id }) => id));
    expect(segments.filter((customers) => customers.length > 0).length).to.be.above(1);
  });

  it("has orders, points and preferences", async () => {
    const orders = (await ask("GET", `${base}/orders?limit=100`, { as })).body.data;
    expect(orders.length).to.equal(100);
    expect(orders[0].items.length).to.be.above(0);
    const member = (await list("")).find(({ loyalty_points }) => loyalty_points > 0) ?? expect.fail();
    const points = await ask("GET", `${base}/${member.id}/loyalty/transactions`, { as });
    expect(points.body.data.length).to.be.above(0);
    const status = await ask("GET", `${base}/${member.id}/loyalty`, { as });
    expect(status.body).to.include({ points_balance: member.loyalty_points, tier: member.loyalty_tier });
  });
});
