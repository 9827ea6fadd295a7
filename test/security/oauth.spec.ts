import { expect } from "chai";
import { ask, type Reply } from "../support/harness/index.ts";
import { newShop, type Shop } from "../support/harness/shop.ts";

const base = "/api/apps/v1";

describe("the OAuth endpoints, by the letter of their RFCs", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const client = () => ({ client_id: shop.app_id, client_secret: shop.app_secret });
  const basic = ({ client_id, client_secret } = client()) => ({
    Authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString("base64")}`,
  });
  const form = (path: string, raw: string, headers: Record<string, string> = {}) =>
    ask("POST", `${base}/oauth/${path}`, {
      raw,
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
    });
  const encoded = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
  const grant = { grant_type: "client_credentials" };
  const errorOf = ({ status, body }: Reply) => [status, body.error];
  const newToken = async (scope: string) =>
    String((await form("token", encoded({ ...grant, ...client(), scope }))).body.access_token);

  it("take a parameter without a value as if it were not there (RFC 6749 §3.2)", async () => {
    const empty = "&scope=&store_id=&client_secret=";
    const reply = await form("token", `${encoded(grant)}&client_id=${shop.app_id}${empty}`, basic());
    expect([reply.status, reply.body.store_id], reply.text).to.deep.equal([200, shop.store.store_id]);
    expect(reply.body.scope.split(" ")).to.include("read:customers");
    expect(errorOf(await form("token", `grant_type=&${encoded(client())}`))).to.deep.equal([400, "invalid_request"]);
    const token = reply.body.access_token;
    const seen = await form("introspect", `${encoded({ token })}&token_type_hint=&client_id=`, basic());
    expect(seen.body.active).to.equal(true);
    expect(errorOf(await form("introspect", "token=", basic()))).to.deep.equal([400, "invalid_request"]);
  });

  it("refuse a parameter that comes twice, two ways to say who asks, and credentials in the path (§2.3, §3.2)", async () => {
    const good = encoded({ ...grant, ...client() });
    const twice = [
      `${good}&grant_type=client_credentials`,
      `${good}&client_id=${shop.app_id}`,
      `${good}&store_id=${shop.store.store_id}&store_id=23`,
    ];
    for (const raw of twice) expect(errorOf(await form("token", raw)), raw).to.deep.equal([400, "invalid_request"]);
    expect(errorOf(await form("token", good, basic()))).to.deep.equal([400, "invalid_request"]);
    const others = `${encoded(grant)}&client_id=sx_app_other`;
    expect(errorOf(await form("token", others, basic()))).to.deep.equal([400, "invalid_request"]);
    expect(errorOf(await form(`token?${encoded(client())}`, encoded(grant)))).to.deep.equal([400, "invalid_request"]);
    expect((await ask("GET", `${base}/oauth/token`)).status).to.equal(405);
  });

  it("say how to authenticate to who has not, in any way that was tried (§5.2)", async () => {
    const wrong = basic({ ...client(), client_secret: "wrong" });
    for (const headers of [wrong, { Authorization: "Basic AAAA" }, { Authorization: `Bearer ${shop.app_secret}` }, {}])
      for (const path of ["token", "revoke", "introspect"]) {
        const reply = await form(path, encoded(path === "token" ? grant : { token: "sx_at_any" }), headers);
        expect(errorOf(reply), `${path} ${JSON.stringify(headers)}`).to.deep.equal([401, "invalid_client"]);
        expect(reply.headers.get("www-authenticate")).to.match(/^Basic /);
        expect(reply.headers.get("cache-control")).to.equal("no-store");
      }
  });

  it("challenge a token by what it lacks, and nobody else by anything (RFC 6750 §3.1)", async () => {
    const read = { Authorization: `Bearer ${await newToken("read:customers")}` };
    const list = (as: Record<string, string>, path = "") => ask("GET", `${base}/customers${path}`, { as });
    const challenge = ({ headers }: Reply) => headers.get("www-authenticate");
    expect(challenge(await list({}))).to.equal('Bearer realm="api"');
    expect(challenge(await list({ Authorization: "Bearer sx_at_wrong" }))).to.include('error="invalid_token"');
    const write = await ask("POST", `${base}/customers`, { as: read, body: { name: "Ann" } });
    expect([write.status, write.body.code]).to.deep.equal([403, "insufficient_scope"]);
    expect(challenge(write)).to.equal('Bearer realm="api", error="insufficient_scope", scope="write:customers"');
    // A token in the address would be in every log.
    const inPath = await list({}, `?access_token=${read.Authorization.slice("Bearer ".length)}`);
    expect(inPath.status).to.equal(401);
    expect((await list({ ...read, "X-Store-Id": "23" })).status).to.equal(403);
  });

  it("give no more than was asked for, and nothing that was not granted (§3.3)", async () => {
    const reply = await form("token", encoded({ ...grant, ...client(), scope: "read:customers read:customers" }));
    expect(reply.body.scope).to.equal("read:customers");
    for (const scope of ["write:everything", "read:customers operator", "READ:CUSTOMERS"])
      expect(errorOf(await form("token", encoded({ ...grant, ...client(), scope }))), scope).to.deep.equal([
        400,
        "invalid_scope",
      ]);
    for (const grant_type of ["password", "authorization_code", "refresh_token", "CLIENT_CREDENTIALS"])
      expect(errorOf(await form("token", encoded({ ...client(), grant_type }))), grant_type).to.deep.equal([
        400,
        "unsupported_grant_type",
      ]);
  });
});
