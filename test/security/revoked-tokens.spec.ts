import "../support/harness/data.ts";
import type { KeyObject } from "node:crypto";
import { expect } from "chai";
import jwt from "jsonwebtoken";
import { ulid } from "ulid";
import { ours, signToken } from "../../services/auth/tokens.ts";
import type { Surface } from "../../services/contracts.ts";
import { orchestra } from "../support/harness/cli.ts";
import { ask, type Credential } from "../support/harness/index.ts";
import { merchantOf, newShop, operatorOf, type Shop } from "../support/harness/shop.ts";
import { until } from "../support/until.ts";

describe("tokens of merchants, staff and operators", () => {
  let shop: Shop;
  let sub: string;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(() => {
    sub = `user_${ulid()}`;
  });

  interface Held {
    as: Credential;
    path: string;
  }

  const claimsOf = (surface: "merchant" | "commerce" | "ops", { store } = shop): object => {
    const { store_id, tenant_id, domain_id } = store;
    if (surface === "merchant") return { tenant_id, domain_ids: [domain_id] };
    return surface === "ops" ? { ops_roles: ["operator"] } : { tenant_id, store_id, roles: ["tenant_admin"] };
  };
  const pathOf = (surface: Surface, of = shop): string =>
    ({ merchant: `${of.base}/customers`, commerce: "/api/v1/customers", ops: "/ops/v1/stores" })[surface as "ops"];

  /** A token that was issued some seconds ago, or does not say when. */
  function issued(surface: "merchant" | "commerce" | "ops", ago: number | null, of = shop, subject = sub): Held {
    const claims = { sub: subject, ...claimsOf(surface, of) };
    const iat = Math.floor(Date.now() / 1_000) - (ago ?? 0);
    const options = { issuer: ours.issuer, audience: surface, expiresIn: 3_600, noTimestamp: true };
    const token =
      ago === null
        ? jwt.sign(claims, ours.signing as KeyObject, options)
        : signToken(surface, { ...claims, iat } as never, 3_600);
    return { as: { Authorization: `Bearer ${token}` }, path: pathOf(surface, of) };
  }
  const statusOf = async ({ as, path }: Held) => (await ask("GET", path, { as })).status;
  const statuses = (...all: Held[]) => Promise.all(all.map(statusOf));
  const revoke = (body: object, as: Credential = operatorOf()) =>
    ask("POST", "/ops/v1/tokens/revoke", { as, body: { note: "Their laptop was stolen.", ...body } });
  const ended = (held: Held) => until(async () => (await statusOf(held)) === 401, 12_000);
  const nextSecond = () => until(async () => Date.now() % 1_000 < 100);

  for (const surface of ["merchant", "commerce"] as const) {
    it(`of ${surface} end when an operator revokes those of their user, 10 s later at most`, async () => {
      const { tenant_id } = shop.store;
      const [known, unused] = [issued(surface, 60), issued(surface, 30)];
      expect(await statusOf(known)).to.equal(200);
      const { status, body, text } = await revoke({ subject: sub, tenant_id });
      expect(status, text).to.equal(200);
      expect(body).to.include({ subject: sub, tenant_id });
      const at = Date.now();
      expect(await statuses(unused, issued(surface, null)), "not remembered by the gateway").to.deep.equal([401, 401]);
      await ended(known);
      expect(Date.now() - at).to.be.below(11_000);
      await nextSecond();
      expect(await statusOf(issued(surface, 0)), "issued since").to.equal(200);
      await revoke({ subject: sub, tenant_id });
      expect(await statusOf(issued(surface, 1)), "revoked once more").to.equal(401);
    });
  }

  it("of another user, tenant or kind are good as before", async () => {
    const other = await newShop();
    const { tenant_id } = shop.store;
    expect((await revoke({ subject: sub, tenant_id })).status).to.equal(200);
    expect((await revoke({ subject: sub })).status, "the operator of that name").to.equal(200);
    const [user, upper] = [`${sub}x`, sub.toUpperCase()];
    for (const surface of ["merchant", "commerce"] as const) {
      const others = [issued(surface, 60, shop, user), issued(surface, 60, shop, upper), issued(surface, 60, other)];
      expect(await statuses(...others), surface).to.deep.equal([200, 200, 200]);
    }
    expect(await statuses(issued("ops", 60, shop, user), issued("ops", 60))).to.deep.equal([200, 401]);
    const third = `user_${ulid()}`;
    await revoke({ subject: third, tenant_id: other.store.tenant_id });
    expect(await statusOf(issued("ops", 60, shop, third)), "no operator").to.equal(200);
  });

  it("of an operator end, with the sessions of the console", async () => {
    const known = issued("ops", 60);
    expect(await statusOf(known)).to.equal(200);
    const cookie = (await ask("POST", "/ops/v1/session/development")).headers.get("set-cookie")?.split(";")[0] ?? "";
    const session = { as: { Cookie: cookie, "X-Console": "1" }, path: "/ops/v1/session" };
    expect(await statusOf(session)).to.equal(200);
    expect((await revoke({ subject: "developer" })).body.tenant_id).to.equal(null);
    expect(await statusOf(session)).to.equal(401);
    expect((await revoke({ subject: sub }, issued("ops", 0).as)).status).to.equal(200);
    expect(await statuses(issued("ops", 30), issued("ops", null))).to.deep.equal([401, 401]);
    await ended(known);
  });

  it("are revoked by operators alone, of a tenant that is known, and the event log says who and why", async () => {
    const { tenant_id } = shop.store;
    const held = issued("merchant", 60);
    expect((await revoke({ subject: sub, tenant_id }, operatorOf(["visitor"]))).status).to.equal(403);
    expect((await revoke({ subject: sub, tenant_id }, held.as)).status).to.equal(401);
    const unknown = await revoke({ subject: sub, tenant_id: "ten_nobody" });
    expect([unknown.status, unknown.body.code]).to.deep.equal([404, "tenant_not_found"]);
    expect(await statusOf(held)).to.equal(200);
    await revoke({ subject: sub, tenant_id }, operatorOf(["operator"], "Ada"));
    const log = `/events?entity_type=token_holder&entity_id=${sub}`;
    const [event] = await until(async () => {
      const { data } = (await shop.ask("GET", log)).body;
      return data.length > 0 && data;
    });
    expect(event).to.include({ name: "operator.acted", actor_id: "Ada" });
    expect(event.after).to.include({ subject: sub, act: "revoke_tokens", note: "Their laptop was stolen." });
  });

  it("are revoked on the command line", async function () {
    this.timeout(120_000);
    const { tenant_id, domain_id } = shop.store;
    const run = (...args: string[]) => orchestra("token", "revoke", sub, ...args);
    const merchant = () => ({ as: merchantOf({ tenant_id, domain_ids: [domain_id], sub }), path: pathOf("merchant") });
    const held = merchant();
    expect(await statusOf(held)).to.equal(200);
    expect(JSON.parse((await run("--domain", domain_id)).out)).to.include({ subject: sub, tenant_id });
    await ended(held);
    await nextSecond();
    expect(await statusOf(merchant())).to.equal(200);
    const wrong = await run();
    expect([wrong.code, wrong.err]).to.deep.equal([
      2,
      "Error: Say whose tokens: one of --domain, --tenant and --operator.\n",
    ]);
  });
});
