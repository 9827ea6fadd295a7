import "../../../support/data-dir.ts";
import { expect } from "chai";
import { type Middleware, type Service, ServiceBroker, type ServiceSchema } from "moleculer";
import { ulid } from "ulid";
import type { Call } from "../../../../services/contracts.ts";

const { default: config } = await import("../../../../moleculer.config.ts");
const { default: auth } = await import("../../../../services/auth/auth.service.ts");
const { default: customers } = await import("../../../../services/customers/customers.service.ts");
const { default: orchestra } = await import("../../../../services/orchestra/orchestra.service.ts");

const settings = { name: "Shop", language: "en", currency: "BDT", currency_decimals: 2, timezone: "UTC" };
const store = { store_id: 772, tenant_id: "ten_test", country: "BD", ...settings };
const { store_id, tenant_id, country } = store;
const client = { ip: "192.0.2.7", user_agent: null };
const password = "a horse, a battery and a staple";

describe("a customer disabled during sign-in", () => {
  let beforeLogIn = async () => {};
  // Runs after the customer is read and before the session starts.
  const disabling: Middleware = {
    localAction(next, action) {
      return async function (this: Service, ctx) {
        if (action.name === "auth.logIn") await beforeLogIn();
        return next.call(this, ctx);
      };
    },
  };
  const middlewares = [...(config.middlewares ?? []), disabling];
  const broker = new ServiceBroker({ ...config, middlewares, metrics: { enabled: false } });
  const call: Call = (name, params, options) => broker.call(name, params, options) as never;

  before(async () => {
    for (const service of [auth, customers, orchestra]) broker.createService(service as unknown as ServiceSchema);
    await broker.start();
  });
  after(() => broker.stop());

  it("is refused like a customer disabled before, and no session remains", async () => {
    const email = `${ulid().toLowerCase()}@example.com`;
    const customer = { email, registration_source: "EMAIL_PASSWORD" as const };
    const made = await call("customers.create", { store_id, tenant_id, country, customer, idempotency_key: ulid() });
    const owner = { store_id, customer_id: made.id };
    await call("auth.createAccount", { ...owner, tenant_id, password, idempotency_key: ulid() });
    beforeLogIn = async () => {
      const changes = { enabled: false };
      await call("customers.update", { ...owner, country, changes, idempotency_key: ulid() });
    };
    const outcome = await call("orchestra.logIn", { store, email, password, client }).catch((error) => error);
    expect(outcome).to.include({ type: "invalid_credentials" });
    expect(await call("auth.sessions", owner)).to.deep.equal([]);
  });
});
