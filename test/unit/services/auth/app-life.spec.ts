import { expect } from "chai";
import { ServiceBroker } from "moleculer";
import { ulid } from "ulid";
import { validator } from "../../../../config/validator.ts";
import type { CoreInstance } from "../../../../mixins/core-service.ts";
import type { ActionName, ActionParams, ActionResult } from "../../../../services/contracts.ts";

describe("the life of an app", () => {
  const broker = new ServiceBroker({ logger: false, validator: false, middlewares: [validator] });
  const call = <Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>> =>
    broker.call(name, params);
  const refusal = <Name extends ActionName>(name: Name, params: ActionParams<Name>) =>
    call(name, params).then(
      () => "accepted",
      ({ code, type }: { code: number; type: string }) => `${code} ${type}`,
    );
  const newApp = (store_ids = [31, 32]) =>
    call("auth.createApp", { idempotency_key: ulid(), name: "App", store_ids, scopes: ["read:customers"] });
  const db = () => (broker.getLocalService("auth") as unknown as CoreInstance).db;
  const eventsOf = async (client_id: string) => {
    const rows = await db().rows<{ fact: string }>("SELECT fact FROM auth_outbox WHERE aggregate_id = ? ORDER BY id", [
      client_id,
    ]);
    return rows.map(({ fact }) => JSON.parse(String(fact))).filter(({ name }) => name === "auth.app_revoked");
  };

  before(async () => {
    broker.createService((await import("../../../../services/auth/auth.service.ts")).default);
    await broker.start();
  });
  after(() => broker.stop());

  it("has two good secrets while they rotate, and one when the time of the old is over", async () => {
    const old = await newApp();
    const { client_id } = old;
    const next = await call("auth.rotateSecret", { client_id, grace_seconds: 3_600 });
    for (const client_secret of [old.client_secret, next.client_secret]) {
      const client = { client_id, client_secret };
      expect(await call("auth.verifyClient", { ...client, store_id: 31 })).to.include({ client_id });
      expect(await call("auth.issueAccessToken", { ...client, store_id: 32 })).to.include({ store_id: 32 });
    }
    const last = await call("auth.rotateSecret", { client_id, grace_seconds: 0 });
    const refused = [old, next].map(({ client_secret }) =>
      refusal("auth.verifyClient", { client_id, client_secret, store_id: 31 }),
    );
    expect(await Promise.all(refused)).to.deep.equal(["401 invalid_token", "401 invalid_token"]);
    const { client_secret } = last;
    expect(await call("auth.verifyClient", { client_id, client_secret, store_id: 31 })).to.include({ client_id });
  });

  it("ends with all its secrets and tokens, and an event of it reaches each store", async () => {
    const app = await newApp();
    const { access_token } = await call("auth.issueAccessToken", { ...app, store_id: 31 });
    const stores = [
      { store_id: 31, tenant_id: "ten_a" },
      { store_id: 32, tenant_id: "ten_b" },
    ];
    await call("auth.revokeApp", { idempotency_key: ulid(), client_id: app.client_id, stores });
    expect(await refusal("auth.verifyAccessToken", { access_token })).to.equal("401 invalid_token");
    expect(await refusal("auth.verifyClient", { ...app, store_id: 31 })).to.equal("401 invalid_token");
    expect(await refusal("auth.issueAccessToken", { ...app, store_id: 31 })).to.equal("401 invalid_client");
    expect(await refusal("auth.grantAccessToken", { client_id: app.client_id, store_id: 31 })).to.equal(
      "401 invalid_client",
    );
    expect(await refusal("auth.rotateSecret", { client_id: app.client_id, grace_seconds: 0 })).to.equal(
      "404 app_not_found",
    );
    const events = await eventsOf(app.client_id);
    expect(events.map(({ store_id, tenant_id }) => [store_id, tenant_id])).to.deep.equal([
      [31, "ten_a"],
      [32, "ten_b"],
    ]);
  });

  it("ends with both secrets, and what is issued or rotated at the moment that it is revoked", async () => {
    for (let turn = 0; turn < 5; turn++) {
      const old = await newApp();
      const { client_id } = old;
      const { client_secret } = await call("auth.rotateSecret", { client_id, grace_seconds: 3_600 });
      const secrets = [old.client_secret, client_secret];
      const [issued, rotated] = await Promise.all([
        Promise.allSettled(
          [...secrets, ...secrets].map((each) =>
            call("auth.issueAccessToken", { client_id, client_secret: each, store_id: 31 }),
          ),
        ),
        call("auth.rotateSecret", { client_id, grace_seconds: 3_600 }).catch(() => undefined),
        call("auth.revokeApp", { idempotency_key: ulid(), client_id, stores: [] }),
      ]);
      for (const { access_token } of issued.flatMap((each) => (each.status === "fulfilled" ? [each.value] : [])))
        expect(await refusal("auth.verifyAccessToken", { access_token })).to.equal("401 invalid_token");
      for (const each of [...secrets, ...(rotated ? [rotated.client_secret] : [])]) {
        const refused = refusal("auth.verifyClient", { client_id, client_secret: each, store_id: 31 });
        expect(await refused).to.equal("401 invalid_token");
      }
    }
  });

  it("is removed from one store with its tokens there", async () => {
    const app = await newApp();
    const here = await call("auth.issueAccessToken", { ...app, store_id: 31 });
    const there = await call("auth.issueAccessToken", { ...app, store_id: 32 });
    const request = { client_id: app.client_id, store_id: 31, tenant_id: "ten_a" };
    await call("auth.uninstallApp", { idempotency_key: ulid(), ...request });
    expect(await refusal("auth.verifyAccessToken", { access_token: here.access_token })).to.equal("401 invalid_token");
    expect(await refusal("auth.verifyClient", { ...app, store_id: 31 })).to.equal("401 invalid_token");
    expect(await call("auth.verifyAccessToken", { access_token: there.access_token })).to.include({ store_id: 32 });
    const again = { idempotency_key: ulid(), ...request };
    expect(await refusal("auth.uninstallApp", again)).to.equal("404 app_not_found");
    expect(await eventsOf(app.client_id)).to.have.length(1);
  });

  it("gets tokens from its networks alone, and says which they are", async () => {
    const networks = ["192.0.2.0/24", "2001:db8::/48"];
    const app = await newApp([31]);
    const { client_id } = app;
    expect(await refusal("auth.setAppNetworks", { client_id, networks: ["192.0.2.0/33"] })).to.equal(
      "422 invalid_network",
    );
    await call("auth.setAppNetworks", { client_id, networks });
    for (const ip of ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207", "2001:db8::9"])
      expect(await call("auth.issueAccessToken", { ...app, ip }), ip).to.include({ store_id: 31 });
    for (const ip of ["192.0.3.7", "::ffff:192.0.3.7", "2001:db9::9", "unknown"])
      expect(await refusal("auth.issueAccessToken", { ...app, ip }), ip).to.equal("400 unauthorized_client");
    const wrong = { ...app, client_secret: "wrong", ip: "192.0.3.7" };
    expect(await refusal("auth.issueAccessToken", wrong)).to.equal("401 invalid_client");
    const { access_token } = await call("auth.issueAccessToken", { ...app, ip: "192.0.2.7" });
    const revoking = { ...app, token: access_token, ip: "192.0.3.7" };
    expect(await refusal("auth.revokeToken", revoking)).to.equal("400 unauthorized_client");
    expect(await call("auth.verifyAccessToken", { access_token })).to.deep.include({ networks });
    await call("auth.setAppNetworks", { client_id, networks: [] });
    expect(await call("auth.verifyAccessToken", { access_token })).not.to.have.property("networks");
  });

  it("is listed with its stores and its last use", async () => {
    const app = await newApp([41, 42]);
    const find = async (store_id: number) =>
      (await call("auth.listApps", { store_id })).apps.find(({ client_id }) => client_id === app.client_id);
    expect(await find(41)).to.deep.include({ store_ids: [41, 42], last_used_at: 0, revoked_at: 0 });
    await call("auth.verifyClient", { ...app, store_id: 41 });
    expect((await find(42))?.last_used_at).to.be.closeTo(Date.now(), 5_000);
    expect(await find(31)).to.equal(undefined);
  });

  it("revokes and inspects its own tokens, and no others", async () => {
    const [mine, other] = [await newApp([31]), await newApp([31])];
    const { access_token: token } = await call("auth.issueAccessToken", mine);
    const seen = await call("auth.introspectToken", { ...mine, token });
    expect(seen).to.deep.include({ active: true, client_id: mine.client_id, scope: "read:customers", store_id: 31 });
    expect(await call("auth.introspectToken", { ...other, token })).to.deep.equal({ active: false });
    expect(await call("auth.revokeToken", { ...other, token })).to.deep.equal({});
    expect(await call("auth.verifyAccessToken", { access_token: token })).to.include({ store_id: 31 });
    expect(await call("auth.revokeToken", { ...mine, token })).to.deep.equal({});
    expect(await call("auth.revokeToken", { ...mine, token: "unknown" })).to.deep.equal({});
    expect(await refusal("auth.verifyAccessToken", { access_token: token })).to.equal("401 invalid_token");
    expect(await call("auth.introspectToken", { ...mine, token })).to.deep.equal({ active: false });
    const wrong = { ...mine, client_secret: "wrong", token };
    expect(await refusal("auth.revokeToken", wrong)).to.equal("401 invalid_client");
    expect(await refusal("auth.introspectToken", wrong)).to.equal("401 invalid_client");
  });
});
