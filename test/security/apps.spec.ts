import "../support/harness/data.ts";
import { expect } from "chai";
import { orchestra } from "../support/harness/cli.ts";
import { ask } from "../support/harness/index.ts";
import { newShop, type Shop } from "../support/harness/shop.ts";

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
    await run("revoke", shop.app_id);
    const asked = { grant_type: "client_credentials", ...client() };
    expect((await oauth("token", asked)).body.error).to.equal("invalid_client");
  });
});
