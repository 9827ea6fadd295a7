import "../support/harness/data.ts";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { ulid } from "ulid";
import { bearerOf, codeOf, freshNetwork, logIn, profileStatus, proven, useCode } from "../support/harness/attack.ts";
import { Authenticator } from "../support/harness/authenticator.ts";
import { act, ask, type Reply } from "../support/harness/index.ts";
import { passkeyDomain, passkeyShop, signInByPasskey } from "../support/harness/passkeys.ts";
import { withReplica } from "../support/harness/replicas.ts";
import { newCustomer, type Shop } from "../support/harness/shop.ts";
import { askAuth, freshEmail, goodPassword, newShopper, type Shopper } from "../support/harness/shopper.ts";
import { readSql } from "../support/harness/tables.ts";
import { until } from "../support/until.ts";

const turns = 5;

describe("races with the erasure of a customer", () => {
  let shop: Shop;
  withReplica("auth");
  before(async () => {
    shop = await passkeyShop();
  });

  const rowsOf = (table: string, id: string) =>
    readSql<object>("auth", `SELECT * FROM ${table} WHERE customer_id = '${id}'`);
  const erase = (id: string) => shop.ask("DELETE", `/customers/${id}`);
  const register = (email: string) => {
    const body = { email, password: goodPassword, first_name: "Ann", last_name: "Lee" };
    return askAuth(shop, "register", body, { headers: freshNetwork() });
  };

  /** Nothing that signs in, nor of where and by what somebody did, is left of an erased customer. */
  async function expectForgotten(id: string): Promise<void> {
    await until(async () => (await rowsOf("account_erasures", id)).length === 1);
    for (const table of [
      "sessions",
      "devices",
      "accounts",
      "passkeys",
      "second_factors",
      "recovery_codes",
      "otps",
      "address_changes",
    ])
      expect(await rowsOf(table, id), table).to.deep.equal([]);
  }

  it("leave no session of who is erased before it begins", async () => {
    const { id: customer_id } = await newCustomer(shop, { email: freshEmail() });
    await erase(customer_id);
    await until(async () => (await rowsOf("account_erasures", customer_id)).length === 1);
    const { store_id, tenant_id } = shop.store;
    const client = { ip: "192.0.2.1", user_agent: "Somebody's telephone" };
    const begun = { idempotency_key: ulid(), store_id, tenant_id, customer_id, client };
    const error = await act("auth.startSession", begun).catch((reason: object) => reason);
    expect(error).to.include({ code: 401, type: "invalid_token" });
    await expectForgotten(customer_id);
  });

  it("leave nothing of who is erased while they register", async function () {
    this.timeout(300_000);
    const outcomes: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const email = freshEmail();
      const registering = register(email);
      const { id } = await until(async () => {
        const { body } = await shop.ask("GET", `/customers?email=${encodeURIComponent(email)}`);
        return body.data[0];
      });
      expect((await erase(id)).status).to.equal(204);
      const reply = await registering;
      outcomes.push(reply.status);
      expect(reply.status, reply.text).to.be.oneOf([201, 404]);
      await expectForgotten(id);
      if (reply.status === 201) expect(await profileStatus({ id }, bearerOf(reply.body))).to.equal(401);
      expect((await register(email)).status, `after ${outcomes}`).to.equal(201);
    }
  });

  it("leave a customer whole who registers with the address of one who is erased", async function () {
    this.timeout(300_000);
    for (let turn = 0; turn < turns; turn++) {
      const old = await proven(shop, await newShopper(shop));
      const [erased, first] = await Promise.all([erase(old.id), wait(turn * 4).then(() => register(old.email))]);
      expect(erased.status).to.equal(204);
      expect(first.status, first.text).to.be.oneOf([201, 409]);
      const reply = first.status === 201 ? first : await register(old.email);
      expect(reply.status, reply.text).to.equal(201);
      await expectForgotten(old.id);
      const { id } = reply.body.user;
      expect(id).not.to.equal(old.id);
      expect(await profileStatus({ id }, bearerOf(reply.body))).to.equal(200);
      const again = await logIn(shop, { email: old.email }, freshNetwork());
      expect(again.body.user?.id, again.text).to.equal(id);
      const { refresh_token } = reply.body;
      expect((await askAuth(shop, "refresh", { refresh_token })).status).to.equal(200);
    }
  });

  /** What begins or continues a session of somebody, made ready before they are erased. */
  const signIns: Record<string, (shopper: Shopper) => Promise<() => Promise<Reply>>> = {
    "a password":
      async ({ email }) =>
      () =>
        logIn(shop, { email }, freshNetwork()),
    "a refresh":
      async ({ tokens: { refresh_token } }) =>
      () =>
        askAuth(shop, "refresh", { refresh_token }),
    "a code": async ({ email }) => {
      const otp = await codeOf(shop, "login", { email }, {}, freshNetwork());
      return () => useCode(shop, "login", { email }, otp, { headers: freshNetwork() });
    },
    "a reset": async ({ email }) => {
      const otp = await codeOf(shop, "reset-password", { email }, {}, freshNetwork());
      const more = { new_password: "quite another long password" };
      return () => useCode(shop, "reset-password", { email }, otp, { more, headers: freshNetwork() });
    },
    "a passkey": async ({ as }) => {
      const device = new Authenticator(passkeyDomain);
      const { options } = (await ask("POST", "/auth/passkeys/options", { as })).body;
      const made = await ask("POST", "/auth/passkeys", {
        as,
        body: { name: "Phone", response: device.create(options) },
      });
      expect(made.status, made.text).to.equal(201);
      return () => signInByPasskey(shop, device);
    },
  };
  for (const [what, prepare] of Object.entries(signIns)) {
    it(`leave no session by ${what}`, async function () {
      this.timeout(300_000);
      for (let turn = 0; turn < turns; turn++) {
        const shopper = await proven(shop, await newShopper(shop));
        const signIn = await prepare(shopper);
        const [reply, erased] = await Promise.all([signIn(), wait(turn * 5).then(() => erase(shopper.id))]);
        expect(erased.status).to.equal(204);
        expect(reply.status, reply.text).to.be.oneOf([200, 401]);
        await expectForgotten(shopper.id);
        if (reply.status !== 200) continue;
        expect(await profileStatus(shopper, bearerOf(reply.body))).to.equal(401);
        const { refresh_token } = reply.body;
        expect((await askAuth(shop, "refresh", { refresh_token })).status).to.equal(401);
      }
    });
  }
});
