import { expect } from "chai";
import { ServiceBroker } from "moleculer";
import { ulid } from "ulid";
import { validator } from "../../../../config/validator.ts";
import type { CoreInstance } from "../../../../mixins/core-service.ts";
import type { ActionName, ActionParams, ActionResult } from "../../../../services/contracts.ts";
import { demoStores } from "../../../../services/stores/stores.demo.ts";

describe("stores service", () => {
  const broker = new ServiceBroker({ logger: false, validator: false, middlewares: [validator] });
  const call = <Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>> =>
    broker.call(name, params);
  const refusal = (name: ActionName, params: ActionParams<"stores.get" | "stores.create">) =>
    broker.call(name, params).then(
      () => "accepted",
      ({ code, type }: { code: number; type: string }) => `${code} ${type}`,
    );
  const request = () => ({
    idempotency_key: ulid(),
    name: "Shop",
    tenant_id: `ten_${ulid()}`,
    currency: "JPY",
    country: "JP",
  });
  const db = () => (broker.getLocalService("stores") as unknown as CoreInstance).db;

  before(async () => {
    broker.createService((await import("../../../../services/stores/stores.service.ts")).default);
    await broker.start();
  });
  after(() => broker.stop());

  it("creates a store with an id from 1000, its own domain and its currency's decimals", async () => {
    const store = await call("stores.create", request());
    expect(store.store_id).to.be.at.least(1_000);
    expect(store.domain_id).to.match(/^dom_[0-9A-Z]{26}$/);
    expect(store).to.deep.include({ currency_decimals: 0, language: "en", timezone: "UTC", settings: {} });
    expect(await call("stores.get", { store_id: store.store_id })).to.deep.equal(store);
    expect(await call("stores.get", { domain_id: store.domain_id })).to.deep.equal(store);
  });

  it("creates a store and publishes one event per idempotency key", async () => {
    const once = request();
    const [first, second] = [await call("stores.create", once), await call("stores.create", once)];
    expect(second).to.deep.equal(first);
    const events = await db().rows("SELECT id FROM stores_outbox WHERE name = 'store.created' AND aggregate_id = ?", [
      first.domain_id,
    ]);
    expect(events).to.have.length(1);
  });

  it("refuses a duplicate domain", async () => {
    const domain_id = `dom_${ulid()}`;
    await call("stores.create", { ...request(), domain_id });
    expect(await refusal("stores.create", { ...request(), domain_id })).to.equal("409 domain_exists");
  });

  it("names the unknown id in the error: store or domain", async () => {
    expect(await refusal("stores.get", { store_id: 999_999 })).to.equal("404 store_not_found");
    expect(await refusal("stores.get", { domain_id: "dom_nobody" })).to.equal("404 domain_not_found");
  });

  it("lists only the stores of a tenant", async () => {
    const tenant = request();
    const mine = [
      await call("stores.create", tenant),
      await call("stores.create", { ...tenant, idempotency_key: ulid() }),
    ];
    await call("stores.create", request());
    expect(await call("stores.list", { tenant_id: tenant.tenant_id })).to.deep.equal(mine);
    expect((await call("stores.list", {})).length).to.be.at.least(3);
  });

  it("creates the two demo stores once", async () => {
    await demoStores(db());
    await demoStores(db());
    expect(await call("stores.list", { tenant_id: "ten_demo" })).to.have.length(1);
    const demo = { store_id: 22, tenant_id: "ten_demo", country: "BD", currency: "BDT", currency_decimals: 2 };
    expect(await call("stores.get", { domain_id: "dom_demo" })).to.deep.include(demo);
    expect(await call("stores.get", { store_id: 23 })).to.include({ domain_id: "dom_other", currency: "USD" });
    expect((await call("stores.create", request())).store_id).to.be.at.least(1_000);
  });
});
