import "../support/harness/data.ts";
import { expect } from "chai";
import { ulid } from "ulid";
import { orchestra } from "../support/harness/cli.ts";
import { act, ask } from "../support/harness/index.ts";
import { appOf, newShop, type Shop } from "../support/harness/shop.ts";

const base = "/api/apps/v1";

describe("apps that end", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const client = () => ({ client_id: shop.app_id, client_secret: shop.app_secret });
  const oauth = (path: string, body: object) => ask("POST", `${base}/oauth/${path}`, { body });
  const list = (token: string) => ask("GET", `${base}/customers?limit=1`, { as: { Authorization: `Bearer ${token}` } });
  const newToken = async () =>
    String((await oauth("token", { grant_type: "client_credentials", ...client() })).body.access_token);

  it("revoke a token, which is good nowhere from then on, and is not active", async () => {
    const token = await newToken();
    expect((await oauth("introspect", { ...client(), token })).body).to.include({
      active: true,
      client_id: shop.app_id,
    });
    expect((await oauth("revoke", { ...client(), token })).status).to.equal(200);
    expect((await list(token)).status).to.equal(401);
    expect((await oauth("introspect", { ...client(), token })).body).to.deep.equal({ active: false });
    expect((await oauth("revoke", { ...client(), token })).status).to.equal(200);
  });

  it("learn nothing of another app's token, and cannot revoke it", async () => {
    const other = await newShop();
    const token = await newToken();
    const theirs = { client_id: other.app_id, client_secret: other.app_secret, token };
    expect((await oauth("introspect", theirs)).body).to.deep.equal({ active: false });
    expect((await oauth("revoke", theirs)).status).to.equal(200);
    expect((await list(token)).status).to.equal(200);
  });

  it("are refused both with a wrong secret and without any", async () => {
    const token = await newToken();
    for (const path of ["revoke", "introspect"])
      for (const wrong of [{ client_id: shop.app_id, client_secret: "wrong" }, {}]) {
        const { status, body, headers } = await oauth(path, { ...wrong, token });
        expect([status, body.error], path).to.deep.equal([401, "invalid_client"]);
        expect(headers.get("cache-control")).to.equal("no-store");
      }
    expect((await list(token)).status).to.equal(200);
  });

  it("call from their networks alone, whatever credential they show", async () => {
    const networks = ["192.0.2.0/24"];
    const own = await act("auth.createApp", {
      idempotency_key: ulid(),
      name: "Bound",
      store_ids: [shop.store.store_id],
      scopes: ["read:customers"],
      networks,
    });
    const from = (ip: string) => ({ "X-Forwarded-For": ip });
    const grant = { grant_type: "client_credentials", ...own };
    const token = (ip: string) => ask("POST", `${base}/oauth/token`, { body: grant, headers: from(ip) });
    expect((await token("198.51.100.1")).body.error).to.equal("unauthorized_client");
    const { access_token } = (await token("192.0.2.9")).body;
    for (const as of [
      { Authorization: `Bearer ${access_token}` },
      appOf(own.client_id, own.client_secret, shop.store.store_id),
    ])
      for (const [ip, status] of [
        ["192.0.2.1", 200],
        ["198.51.100.1", 403],
        ["192.0.2.1, 198.51.100.1", 403],
      ] as const)
        expect((await ask("GET", `${base}/customers?limit=1`, { as, headers: from(ip) })).status, ip).to.equal(status);
  });

  it("are rotated, listed, removed and revoked by the operator", async function () {
    this.timeout(60_000);
    const run = async (...args: string[]) => JSON.parse((await orchestra("app", ...args)).out);
    const next = await run("rotate-secret", shop.app_id, "--grace", "1");
    for (const client_secret of [shop.app_secret, next.client_secret]) {
      const asked = { grant_type: "client_credentials", client_id: shop.app_id, client_secret };
      expect((await oauth("token", asked)).status).to.equal(200);
    }
    const listed = (await run("list", "--store", String(shop.store.store_id))) as {
      client_id: string;
      last_used_at: string;
    }[];
    expect(listed.map(({ client_id }) => client_id)).to.include(shop.app_id);
    const updated = await run("update", shop.app_id, "--networks", "192.0.2.0/24");
    expect(updated).to.deep.equal({ client_id: shop.app_id, networks: ["192.0.2.0/24"] });
    await run("revoke", shop.app_id);
    const asked = { grant_type: "client_credentials", ...client() };
    expect((await oauth("token", asked)).body.error).to.equal("invalid_client");
  });
});
