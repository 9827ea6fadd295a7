import { expect } from "chai";
import { ServiceBroker } from "moleculer";
import { ulid } from "ulid";
import { validator } from "../../../../config/validator.ts";
import type { CoreInstance } from "../../../../mixins/core-service.ts";
import { hashSecret } from "../../../../services/auth/secrets.ts";
import { deleteExpired } from "../../../../services/auth/store/expired.ts";
import type { ActionName, ActionParams, ActionResult, AppScope } from "../../../../services/contracts.ts";

const both: AppScope[] = ["read:customers", "write:customers"];

describe("auth service", () => {
  const broker = new ServiceBroker({ logger: false, validator: false, middlewares: [validator] });
  const call = <Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>> =>
    broker.call(name, params);
  const refusal = async <Name extends ActionName>(name: Name, params: ActionParams<Name>) => {
    const error: unknown = await call(name, params).then(
      () => new Error("It was not refused."),
      (reason: unknown) => reason,
    );
    const { code, type, message } = error as { code?: number; type?: string; message: string };
    return `${code} ${type ?? message}`;
  };
  const newApp = (store_ids = [31, 32], scopes = both) =>
    call("auth.createApp", { idempotency_key: ulid(), name: "App", store_ids, scopes });
  const db = () => (broker.getLocalService("auth") as unknown as CoreInstance).db;

  before(async () => {
    broker.createService((await import("../../../../services/auth/auth.service.ts")).default);
    await broker.start();
  });
  after(() => broker.stop());

  it("verifies an app by its secret in the stores where it is installed", async () => {
    const app = await newApp([31]);
    expect(await call("auth.verifyClient", { ...app, store_id: 31 })).to.deep.equal({
      client_id: app.client_id,
      name: "App",
      store_id: 31,
      scopes: both,
      expires_at: null,
    });
    expect(await refusal("auth.verifyClient", { ...app, store_id: 32 })).to.equal("401 invalid_token");
  });

  it("refuses a wrong secret, another app's secret and an unknown app alike", async () => {
    const [app, other] = [await newApp(), await newApp()];
    const wrong = [{ client_secret: "" }, { client_secret: other.client_secret }, { client_id: "sx_app_nobody" }];
    for (const part of wrong) {
      const shown = { ...app, ...part };
      expect(await refusal("auth.verifyClient", { ...shown, store_id: 31 })).to.equal("401 invalid_token");
      expect(await refusal("auth.issueAccessToken", { ...shown, store_id: 31 })).to.equal("401 invalid_client");
    }
  });

  it("issues a token for one hour, one store and the requested scopes", async () => {
    const app = await newApp();
    const issued = await call("auth.issueAccessToken", { ...app, store_id: 32, scopes: ["read:customers"] });
    expect(issued).to.include({ expires_in: 3_600, scope: "read:customers", store_id: 32 });
    const grant = await call("auth.verifyAccessToken", { access_token: issued.access_token });
    expect(grant).to.deep.include({ client_id: app.client_id, store_id: 32, scopes: ["read:customers"] });
    expect(Number(grant.expires_at) - Date.now()).to.be.within(3_590_000, 3_600_000);
  });

  it("requires no store for an app installed in one", async () => {
    const issued = await call("auth.issueAccessToken", await newApp([33], ["read:customers"]));
    expect(issued).to.include({ store_id: 33, scope: "read:customers" });
  });

  it("refuses token requests with the error codes of RFC 6749", async () => {
    const app = await newApp([31, 32], ["read:customers"]);
    expect(await refusal("auth.issueAccessToken", app)).to.equal("400 invalid_request");
    expect(await refusal("auth.issueAccessToken", { ...app, store_id: 99 })).to.equal("400 unauthorized_client");
    expect(await refusal("auth.issueAccessToken", { ...app, store_id: 31, scopes: both })).to.equal(
      "400 invalid_scope",
    );
  });

  it("grants a token without the secret under the same conditions", async () => {
    const { client_id } = await newApp([31], ["read:customers"]);
    const { access_token } = await call("auth.grantAccessToken", { client_id, store_id: 31 });
    expect(await call("auth.verifyAccessToken", { access_token })).to.include({ client_id, store_id: 31 });
    expect(await refusal("auth.grantAccessToken", { client_id, store_id: 32 })).to.equal("400 unauthorized_client");
    expect(await refusal("auth.grantAccessToken", { client_id: "x", store_id: 31 })).to.equal("401 invalid_client");
  });

  it("refuses and deletes an expired token", async () => {
    const { access_token } = await call("auth.issueAccessToken", await newApp([31]));
    const unexpired = await call("auth.issueAccessToken", await newApp([31]));
    await db().run("UPDATE access_tokens SET expires_at = 1 WHERE token_hash = ?", [hashSecret(access_token)]);
    expect(await refusal("auth.verifyAccessToken", { access_token })).to.equal("401 invalid_token");
    const left = () => db().rows("SELECT id FROM access_tokens WHERE token_hash = ?", [hashSecret(access_token)]);
    expect(await left()).to.have.length(1);
    while ((await deleteExpired(db(), Date.now(), 100)) === 100);
    expect(await left()).to.have.length(0);
    expect(await call("auth.verifyAccessToken", { access_token: unexpired.access_token })).to.include({ store_id: 31 });
  });

  it("creates an app once per idempotency key and issues a new secret on a retry", async () => {
    const request = { idempotency_key: ulid(), name: "Once", store_ids: [31], tenant_ids: ["ten_a"], scopes: both };
    const [first, second] = [await call("auth.createApp", request), await call("auth.createApp", request)];
    expect(second.client_id).to.equal(first.client_id);
    expect(second.client_secret).not.to.equal(first.client_secret);
    expect(await call("auth.verifyClient", { ...second, store_id: 31 })).to.include({ name: "Once" });
    expect(await refusal("auth.verifyClient", { ...first, store_id: 31 })).to.equal("401 invalid_token");
    const rows = await db().rows<{ fact: string }>("SELECT fact FROM auth_outbox WHERE aggregate_id = ?", [
      first.client_id,
    ]);
    expect(rows).to.have.length(1);
    expect(JSON.parse(String(rows[0]?.fact))).to.include({ name: "app.created", store_id: 31, tenant_id: "ten_a" });
  });

  it("stores no secret or token in plain text", async () => {
    const app = await newApp([31]);
    const { access_token } = await call("auth.issueAccessToken", app);
    const tables = ["apps", "app_installs", "access_tokens", "auth_outbox", "auth_idempotency"];
    for (const table of tables) {
      const rows = JSON.stringify(await db().rows(`SELECT * FROM ${table}`));
      expect(rows).not.to.contain(app.client_secret.slice(10));
      expect(rows).not.to.contain(access_token.slice(6));
    }
    expect(JSON.stringify(await db().rows("SELECT * FROM apps"))).to.contain(hashSecret(app.client_secret));
  });
});
