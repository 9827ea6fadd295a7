import { expect } from "chai";
import { type Middleware, type Service, ServiceBroker, type ServiceSchema } from "moleculer";
import { ulid } from "ulid";
import type { Call } from "../../../../services/contracts.ts";

const { default: config } = await import("../../../../moleculer.config.ts");
const { default: auth } = await import("../../../../services/auth/auth.service.ts");
const { default: customers } = await import("../../../../services/customers/customers.service.ts");
const { default: media } = await import("../../../../services/media/media.service.ts");
const { default: notifications } = await import("../../../../services/notifications/notifications.service.ts");
const { default: orchestra } = await import("../../../../services/orchestra/orchestra.service.ts");

const settings = { name: "Shop", language: "en", currency: "BDT", currency_decimals: 2, timezone: "UTC" };
const store = { store_id: 772, tenant_id: "ten_test", country: "BD", ...settings };
const { store_id, tenant_id, country } = store;
const client = { ip: "192.0.2.7", user_agent: null };
const password = "a horse, a battery and a staple";

describe("what happens during a sign-in", () => {
  const onceBefore = new Map<string, () => Promise<void>>();
  const disabling: Middleware = {
    localAction(next, action) {
      return async function (this: Service, ctx) {
        const work = onceBefore.get(action.name ?? "");
        onceBefore.delete(action.name ?? "");
        await work?.();
        return next.call(this, ctx);
      };
    },
  };
  const middlewares = [...(config.middlewares ?? []), disabling];
  const broker = new ServiceBroker({ ...config, middlewares, metrics: { enabled: false } });
  const call: Call = (name, params, options) => broker.call(name, params, options) as never;

  before(async () => {
    for (const service of [auth, customers, media, notifications, orchestra])
      broker.createService(service as unknown as ServiceSchema);
    await broker.start();
  });
  after(() => broker.stop());

  it("a customer who is disabled is refused like one disabled before, and no session remains", async () => {
    const email = `${ulid().toLowerCase()}@example.com`;
    const customer = { email, registration_source: "EMAIL_PASSWORD" as const };
    const made = await call("customers.create", { store_id, tenant_id, country, customer, idempotency_key: ulid() });
    const owner = { store_id, customer_id: made.id };
    await call("auth.createAccount", { ...owner, tenant_id, password, idempotency_key: ulid() });
    // After the customer is read and before the session starts.
    onceBefore.set("auth.logIn", async () => {
      const changes = { enabled: false };
      await call("customers.update", { ...owner, country, changes, idempotency_key: ulid() });
    });
    const outcome = await call("orchestra.logIn", { store, email, password, client }).catch((error) => error);
    expect(outcome).to.include({ type: "invalid_credentials" });
    expect(await call("auth.sessions", owner)).to.deep.equal([]);
  });

  it("a session that a first proof ends proves no address of its own any more", async () => {
    const email = `${ulid().toLowerCase()}@example.com`;
    const phone = `+88017${String(Date.now()).slice(-8)}`;
    const customer = { email, phone, registration_source: "EMAIL_PASSWORD" as const };
    const made = await call("customers.create", { store_id, tenant_id, country, customer, idempotency_key: ulid() });
    const owner = { store_id, customer_id: made.id };
    await call("auth.createAccount", { ...owner, tenant_id, password, idempotency_key: ulid() });
    const { session_id } = await call("auth.startSession", { ...owner, tenant_id, client, idempotency_key: ulid() });
    const codeFor = async (action: "login" | "verify-phone", address: string) => {
      const of = { ...owner, tenant_id, country, action, address, client, idempotency_key: ulid() };
      return (await call("auth.createOtp", of)).otp ?? "";
    };
    const [first, own] = [await codeFor("login", email), await codeFor("verify-phone", phone)];
    const stranger = {
      customer_id: made.id,
      session_id,
      store,
      action: "verify-phone" as const,
      phone,
      otp: own,
      client,
    };
    let outcome: unknown;
    // After the holder's proof has ended the session, and before the address counts as proven.
    const verify = async () => {
      const proof = call("orchestra.verifyOtp", { ...stranger, idempotency_key: ulid() });
      outcome = await proof.catch((error) => error);
    };
    for (const name of ["customers.update", "customers.prove"]) onceBefore.set(name, verify);
    const holder = { store, action: "login" as const, email, otp: first, client, idempotency_key: ulid() };
    const { tokens } = await call("orchestra.verifyOtp", holder);
    expect(tokens?.customer_id).to.equal(made.id);
    expect(outcome).to.include({ type: "invalid_otp" });
    onceBefore.clear();
    expect(await call("customers.get", owner)).to.include({ email_verified: true, phone_verified: false, phone: null });
  });
});
