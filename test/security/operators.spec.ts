import { expect } from "chai";
import { ask, type Credential } from "../support/harness/index.ts";
import { operatorOf } from "../support/harness/shop.ts";

// All tests of a run sign in as the developer: only sessions of this file's own are counted on.
describe("an operator's session", () => {
  const cookieOf = (headers: Headers): string => headers.get("set-cookie")?.split(";")[0] ?? "";

  /** Signs in; gives the cookie as the console sends it, and the token in it as whoever copied it may. */
  async function signIn(): Promise<{ cookie: Credential; token: Credential }> {
    const cookie = cookieOf((await ask("POST", "/ops/v1/session/development")).headers);
    const [, token] = cookie.split("=");
    return { cookie: { Cookie: cookie, "X-Console": "1" }, token: { Authorization: `Bearer ${token}` } };
  }
  const statusOf = async (as: Credential) => (await ask("GET", "/ops/v1/session", { as })).status;
  const statuses = (...all: Credential[]) => Promise.all(all.map(statusOf));

  it("ends at the server when its holder signs out: no copy of its cookie opens anything, another session does", async () => {
    const [one, other] = await Promise.all([signIn(), signIn()]);
    expect(await statuses(one.cookie, one.token, other.cookie)).to.deep.equal([200, 200, 200]);
    const signedOut = await ask("DELETE", "/ops/v1/session", { as: one.cookie });
    expect([signedOut.status, signedOut.headers.get("set-cookie")]).to.match(/^204,seller_orchestra_ops=; Max-Age=0;/);
    for (const path of ["/session", "/workflow-runs", "/stores"])
      for (const as of [one.cookie, one.token]) {
        const { status, body } = await ask("GET", `/ops/v1${path}`, { as });
        expect([status, body.code], path).to.deep.equal([401, "invalid_token"]);
      }
    expect((await ask("DELETE", "/ops/v1/sessions", { as: one.token })).status).to.equal(401);
    expect(await statusOf(other.cookie)).to.equal(200);
  });

  it("ends by the token in it as well", async () => {
    const { cookie, token } = await signIn();
    expect((await ask("DELETE", "/ops/v1/session", { as: token })).status).to.equal(204);
    expect(await statuses(cookie, token)).to.deep.equal([401, 401]);
  });

  it("ends everywhere at once, and of no other operator", async () => {
    const all = await Promise.all([signIn(), signIn(), signIn()]);
    const another = operatorOf(["operator"], "another_operator");
    expect((await ask("DELETE", "/ops/v1/sessions", { as: another })).status).to.equal(204);
    expect(await statuses(...all.map(({ cookie }) => cookie))).to.deep.equal([200, 200, 200]);
    expect((await ask("DELETE", "/ops/v1/sessions", { as: all[0]?.cookie ?? {} })).status).to.equal(204);
    expect(await statuses(...all.flatMap(({ cookie, token }) => [cookie, token]))).to.deep.equal(Array(6).fill(401));
    expect(await statusOf(another)).to.equal(200);
    expect(await statusOf((await signIn()).cookie)).to.equal(200);
  });

  it("is not ended by who has not the role, nor without the console's header", async () => {
    const { cookie } = await signIn();
    const { Cookie = "" } = cookie;
    const visitor = operatorOf(["visitor"], "developer");
    expect((await ask("DELETE", "/ops/v1/sessions", { as: visitor })).status).to.equal(403);
    expect((await ask("DELETE", "/ops/v1/sessions", { as: { Cookie } })).status).to.equal(401);
    expect((await ask("DELETE", "/ops/v1/session", { as: { Cookie } })).status).to.equal(401);
    expect(await statusOf(cookie)).to.equal(200);
  });
});
