import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ServiceProcess } from "../../cli/cluster/process.ts";
import { startEmbedded } from "../support/embedded.ts";
import { type Issuer, startIssuer } from "../support/ops/issuer.ts";

describe("sign-in of operators by OpenID Connect, at a stand-in issuer", function () {
  this.timeout(120_000);
  const client = { id: "console", secret: "a secret: with signs" };
  let folder: string;
  let issuer: Issuer;
  let server: ServiceProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-oidc-"));
    issuer = await startIssuer({ id: client.id, secret: encodeURIComponent(client.secret) });
    server = await startEmbedded(folder, "test", undefined, {
      OPS_OIDC_ISSUER: issuer.url,
      OPS_OIDC_CLIENT_ID: client.id,
      OPS_OIDC_CLIENT_SECRET: client.secret,
      OPS_OIDC_ROLE_CLAIM: "realm_access.roles",
    });
  });
  after(async () => {
    issuer?.stop();
    await server?.stop(15_000);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { redirect: "manual", headers });
  const cookieOf = (reply: Response, name: string) =>
    reply.headers.getSetCookie().flatMap((each) => new RegExp(`^(${name}=[^;]+);`).exec(each)?.[1] ?? [])[0];

  /** Goes to the issuer and back as a browser would; `change` alters the address to which it is sent back. */
  async function signIn(change: (back: URL) => void = () => undefined, withFlow = true): Promise<Response> {
    const begun = await get(`${server.url}/console/sign-in`);
    expect(begun.status).to.equal(302);
    const flow = cookieOf(begun, "seller_orchestra_sign_in") ?? "";
    const away = await get(begun.headers.get("location") ?? "");
    const back = new URL(away.headers.get("location") ?? "");
    change(back);
    return get(back.href, withFlow ? { Cookie: flow } : {});
  }
  const session = (cookie: string | undefined) =>
    get(`${server.url}/ops/v1/session`, { Cookie: cookie ?? "", "X-Console": "1" });

  it("opens the console to who has the role, under the address that the issuer has checked", async () => {
    issuer.claims = { email: "op@example.com", email_verified: true, realm_access: { roles: ["operator"] } };
    const done = await signIn();
    expect([done.status, done.headers.get("location")]).to.deep.equal([302, "/console"]);
    const cookie = cookieOf(done, "seller_orchestra_ops");
    expect(await (await session(cookie)).json()).to.include({ subject: "op@example.com" });
    expect((await get(`${server.url}/ops/v1/queues`, { Cookie: cookie ?? "", "X-Console": "1" })).status).to.equal(200);
  });

  it("takes an address that was not checked for nobody's name", async () => {
    issuer.claims = { email: "boss@example.com", email_verified: false, realm_access: { roles: ["operator"] } };
    expect(await (await session(cookieOf(await signIn(), "seller_orchestra_ops"))).json()).to.include({
      subject: "user-7",
    });
  });

  it("opens nothing to who has not the role", async () => {
    issuer.claims = {
      email: "shop@example.com",
      email_verified: true,
      realm_access: { roles: ["merchant"] },
      roles: ["operator"],
    };
    const refused = await signIn();
    expect(refused.headers.get("location")).to.equal("/console#not_an_operator");
    expect(cookieOf(refused, "seller_orchestra_ops")).to.equal(undefined);
  });

  it("refuses another state, another browser, a nonce of another flow, and a token signed by somebody else", async () => {
    const good = { realm_access: { roles: ["operator"] } };
    issuer.claims = good;
    const refusals = [
      await signIn((back) => back.searchParams.set("state", "another")),
      await signIn(() => undefined, false),
      await signIn((back) => back.searchParams.set("code", "code-of-nobody")),
    ];
    issuer.claims = { ...good, nonce: "another" };
    refusals.push(await signIn());
    issuer.claims = { ...good, aud: "another" };
    issuer.forges = true;
    refusals.push(await signIn());
    issuer.forges = false;
    // A token for several clients that another one has asked for, or that says of none that it did.
    for (const azp of [{ azp: "another" }, {}]) {
      issuer.claims = { ...good, aud: [client.id, "another"], ...azp };
      refusals.push(await signIn());
    }
    const places = refusals.map(({ headers }) => headers.get("location"));
    expect([...new Set(places)]).to.deep.equal(["/console#sign_in_failed"]);
    for (const refused of refusals) expect(cookieOf(refused, "seller_orchestra_ops")).to.equal(undefined);
  });
});
