import { expect } from "chai";
import { ulid } from "ulid";
import { Database } from "../../../../mixins/db/database.ts";
import { AuthService, client, goodPassword } from "../../../support/auth/service.ts";
import { Authenticator } from "../../../support/harness/authenticator.ts";

const day = 86_400_000;

describe("the life of a session", () => {
  const auth = new AuthService();
  const real = Date.now;
  let now = 0;
  before(() => auth.start());
  after(() => auth.stop());
  beforeEach(() => {
    now = real();
    Date.now = () => now;
  });
  afterEach(() => {
    Date.now = real;
  });

  /** Signs in, refreshes every so many days, and gives the days after which that was refused. */
  async function lifeOf(every: number): Promise<number> {
    const { customer_id } = await auth.customer();
    let { refresh_token } = await auth.logIn(customer_id);
    for (let days = every; days < 1_000; days += every) {
      now += every * day;
      const next = await auth.call("auth.refresh", { refresh_token, client }).catch(({ type }) => type as string);
      if (typeof next === "string") {
        expect(next).to.equal("invalid_token");
        return days;
      }
      refresh_token = next.refresh_token;
    }
    return Number.POSITIVE_INFINITY;
  }

  it("ends after 90 days, however often it is refreshed", async () => {
    expect(await lifeOf(10)).to.equal(90);
    expect(await lifeOf(29)).to.equal(116);
  });

  it("ends when it is not used for 30 days", async () => {
    expect(await lifeOf(30)).to.equal(30);
  });

  it("follows the settings of its store, of the next refresh on", async () => {
    const { keepRules } = await import("../../../../services/auth/store/rules.ts");
    const { transaction } = await import("../../../../mixins/db/transaction.ts");
    const rules = { session_days: 7, session_idle_days: 2 };
    await transaction(auth.db, (tx) => keepRules(auth.db, tx, auth.store_id, rules, 2));
    await transaction(auth.db, (tx) => keepRules(auth.db, tx, auth.store_id, { session_days: 400 }, 1));
    expect(await lifeOf(1)).to.equal(7);
    expect(await lifeOf(2)).to.equal(2);
    await transaction(auth.db, (tx) => keepRules(auth.db, tx, auth.store_id, {}, 3));
  });

  it("ends with what is dropped at the moment that a passkey begins it", async () => {
    const { keepRules } = await import("../../../../services/auth/store/rules.ts");
    const { transaction } = await import("../../../../mixins/db/transaction.ts");
    const { store_id, tenant_id } = auth;
    const sign_in = { passkey_domain: "shop.example.com" };
    await transaction(auth.db, (tx) => keepRules(auth.db, tx, store_id, sign_in, 4));
    const { customer_id } = await auth.customer();
    const { session_id } = await auth.logIn(customer_id);
    const own = { store_id, tenant_id, customer_id, sign_in: { session_id } };
    const device = new Authenticator(sign_in.passkey_domain);
    const asked = { ...own, store_name: "Shop", label: customer_id };
    const creation = (await auth.call("auth.passkeyOptions", asked)).options as Parameters<typeof device.create>[0];
    await auth.call("auth.createPasskey", { ...own, name: "Phone", response: device.create(creation) as never });
    const request = (await auth.call("auth.passkeySignInOptions", { store_id })).options as { challenge: string };
    const run = Database.prototype.run;
    let dropped: Promise<unknown> | undefined;
    // Once the passkey is right, its try is uncounted.
    Database.prototype.run = async function (sql, ...rest) {
      const drop = { store_id, tenant_id, customer_id, idempotency_key: ulid() };
      if (!dropped && sql.startsWith("UPDATE attempts SET made = made - 1")) {
        dropped = auth.call("auth.dropCredentials", drop);
        await dropped;
      }
      return run.call(this, sql, ...rest);
    };
    const signIn = { store_id, tenant_id, response: device.get(request) as never, client };
    await auth.call("auth.logInByPasskey", signIn).finally(() => {
      Database.prototype.run = run;
    });
    expect(await dropped).to.include({ had: true });
    expect(await auth.call("auth.sessions", { store_id, customer_id })).to.deep.equal([]);
  });

  it("stays over when the clock goes back, and what is under way then is over too", async () => {
    const { store_id, tenant_id } = auth;
    const hour = 3_600_000;
    const owner = await auth.customer();
    const end = () => auth.call("auth.endSessions", { ...owner, idempotency_key: ulid() });
    const [one, other] = [await auth.logIn(owner.customer_id), await auth.logIn(owner.customer_id)];
    now += hour;
    await auth.call("auth.refresh", { refresh_token: one.refresh_token, client });
    now -= 2 * hour;
    const replayed = await auth.refusal("auth.refresh", { refresh_token: one.refresh_token, client });
    expect(replayed).to.equal("401 invalid_token");
    now += 3 * hour;
    await end();
    now -= 3 * hour;
    expect(await auth.call("auth.isSessionOpen", { ...owner, session_id: other.session_id })).to.include({
      open: false,
    });
    const address = `${ulid()}@example.com`;
    const { otp } = await auth.code(owner.customer_id, address);
    const guess = { store_id, tenant_id, action: "login" as const, address, otp: String(otp), client };
    const { last_end } = await auth.call("auth.checkOtp", guess);
    await end();
    now -= hour;
    expect(await auth.guess(address, String(otp)), "the same code").to.equal("401 invalid_otp");
    const of = () => ({ ...owner, tenant_id, last_end, idempotency_key: ulid() });
    const late = [
      auth.refusal("auth.startSession", { ...of(), client }),
      auth.refusal("auth.resetPassword", { ...of(), new_password: goodPassword }),
      auth.refusal("auth.dropCredentials", of()),
    ];
    expect(await Promise.all(late)).to.deep.equal(Array(3).fill("401 invalid_otp"));
    expect(await auth.call("auth.sessions", owner)).to.deep.equal([]);
  });

  it("ends everywhere at once", async () => {
    const { customer_id } = await auth.customer();
    const sessions = [await auth.logIn(customer_id), await auth.logIn(customer_id)];
    const owner = { store_id: auth.store_id, customer_id };
    const end = { ...owner, idempotency_key: ulid() };
    expect(await auth.call("auth.endSessions", end)).to.deep.equal({ ended: 2 });
    for (const { session_id, refresh_token } of sessions) {
      expect(await auth.call("auth.isSessionOpen", { ...owner, session_id })).to.include({ open: false });
      expect(await auth.refusal("auth.refresh", { refresh_token, client })).to.equal("401 invalid_token");
    }
  });
});
