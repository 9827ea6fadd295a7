import "../support/harness/data.ts";
import { expect } from "chai";
import { signToken } from "../../services/auth/tokens.ts";
import { bearerOf, codeOf, logIn, profileStatus, useCode } from "../support/harness/attack.ts";
import { act, ask } from "../support/harness/index.ts";
import { newShop, type Shop } from "../support/harness/shop.ts";
import { askAuth, freshEmail, goodPassword, newShopper } from "../support/harness/shopper.ts";
import { runSql } from "../support/harness/tables.ts";
import { until } from "../support/until.ts";

describe("sessions", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  it("end everywhere by one request, the one that asks too", async () => {
    const shopper = await newShopper(shop);
    const other = await logIn(shop, { email: shopper.email });
    expect((await ask("DELETE", "/auth/sessions", { as: shopper.as })).status).to.equal(204);
    for (const as of [shopper.as, bearerOf(other.body)]) expect(await profileStatus(shopper, as)).to.equal(401);
    for (const { refresh_token } of [shopper.tokens, other.body])
      expect((await askAuth(shop, "refresh", { refresh_token })).status).to.equal(401);
    expect((await logIn(shop, { email: shopper.email })).status).to.equal(200);
  });

  it("whose refresh token is shown by several at the same moment go on for one of them, and end for all", async () => {
    const shopper = await newShopper(shop);
    const { refresh_token } = shopper.tokens;
    const replies = await Promise.all(Array.from({ length: 6 }, () => askAuth(shop, "refresh", { refresh_token })));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 401, 401, 401, 401, 401]);
    const [taken] = replies.filter(({ status }) => status === 200);
    for (const as of [shopper.as, bearerOf(taken?.body)]) expect(await profileStatus(shopper, as)).to.equal(401);
  });

  it("of one customer are ended by nobody else", async () => {
    const [one, two] = [await newShopper(shop), await newShopper(shop)];
    expect((await ask("DELETE", "/auth/sessions", { as: one.as })).status).to.equal(204);
    expect(await profileStatus(two, two.as)).to.equal(200);
  });

  /** A token without a session, whose holder signed in so many minutes ago. */
  const signedIn = (id: string, minutes: number) => {
    const auth_time = Math.floor(Date.now() / 1_000) - minutes * 60;
    const claims = { sub: id, store_id: shop.store.store_id, auth_time };
    return { Authorization: `Bearer ${signToken("storefront", claims, 3_600)}` };
  };

  const bank = { account_holder: "Ann", bank_name: "City Bank", account_number: "1234567890126789" };
  const sensitive: Record<string, (id: string) => [string, string, object]> = {
    "another email address": (id) => ["PUT", `/auth/user/${id}`, { email: freshEmail() }],
    "a code for another email address": () => [
      "POST",
      "/auth/generate-otp",
      { otp_action: "update-email", email: freshEmail() },
    ],
    "a bank account": (id) => ["POST", `/customers/${id}/bank-accounts`, bank],
    "a refund to a bank account": () => [
      "POST",
      "/orders/A-1001/cancel",
      { cancellation_reason: "No.", refund_mode: "bank_transfer", bank_account_id: "bank_1" },
    ],
  };
  for (const [what, request] of Object.entries(sensitive)) {
    it(`that began more than 10 minutes ago do not open ${what}`, async () => {
      const { id } = await newShopper(shop);
      const [method, path, body] = request(id);
      const late = await ask(method, path, { as: signedIn(id, 11), body });
      expect([late.status, late.body.code]).to.deep.equal([403, "recent_sign_in_required"]);
      const early = await ask(method, path, { as: signedIn(id, 9), body });
      expect(early.body?.code).to.not.equal("recent_sign_in_required");
    });
  }

  it("open it again after the password or a code", async () => {
    const shopper = await newShopper(shop);
    const { email, as } = shopper;
    const age = () =>
      runSql("auth", "UPDATE sessions SET authenticated_at = 1 WHERE store_id = ?", [shop.store.store_id]);
    const add = async () => (await ask("POST", `/customers/${shopper.id}/bank-accounts`, { as, body: bank })).status;
    await age();
    expect(await add()).to.equal(403);
    expect((await ask("POST", "/auth/confirm", { as, body: { password: "not the right one" } })).status).to.equal(401);
    expect(await add()).to.equal(403);
    expect((await ask("POST", "/auth/confirm", { as, body: { password: goodPassword } })).status).to.equal(200);
    expect(await add()).to.equal(201);
    await age();
    const otp = await codeOf(shop, "confirm", { email }, as);
    expect((await useCode(shop, "confirm", { email }, otp, { as })).status).to.equal(200);
    expect(await add()).to.equal(201);
  });

  it("still change names, whenever they began", async () => {
    const { id, email } = await newShopper(shop);
    const body = { first_name: "Old", email };
    expect((await ask("PUT", `/auth/user/${id}`, { as: signedIn(id, 600), body })).status).to.equal(200);
  });

  it("end by the store's settings", async () => {
    const own = await newShop();
    const { store_id } = own.store;
    const settings = { sign_in: { session_days: 2, session_idle_days: 1 } };
    const set = await act("stores.setSettings", { store_id, settings, idempotency_key: `sessions-${store_id}` });
    expect(set.settings.sign_in).to.deep.equal(settings.sign_in);
    const hour = 3_600_000;
    const ofAge = async (hours: number) => {
      const shopper = await newShopper(own);
      const began = Date.now() - hours * hour;
      await runSql("auth", "UPDATE sessions SET created_at = ? WHERE customer_id = ?", [began, shopper.id]);
      let { refresh_token } = shopper.tokens;
      const refresh = async () => {
        const reply = await askAuth(own, "refresh", { refresh_token });
        refresh_token = reply.body.refresh_token ?? refresh_token;
        return reply.status;
      };
      return { shopper, refresh };
    };
    // What is refreshed after its last day ends, once the service of sign-in has heard of the settings.
    const old = await ofAge(49);
    await until(async () => (await old.refresh()) === 401);
    expect(await profileStatus(old.shopper, old.shopper.as)).to.equal(401);
    const young = await ofAge(47);
    expect([await young.refresh(), await young.refresh()]).to.deep.equal([200, 200]);
  });
});
