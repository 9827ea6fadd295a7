import { expect } from "chai";
import {
  bearerOf,
  codeOf,
  freshNetwork,
  logIn,
  profileStatus,
  proven,
  signInByCode,
  useCode,
  wrongOf,
} from "../support/harness/attack.ts";
import { ask } from "../support/harness/index.ts";
import { newCustomer, newShop, type Shop, shopperOf, staffOf } from "../support/harness/shop.ts";
import {
  askAuth,
  codeAfter,
  freshEmail,
  freshPhone,
  goodPassword,
  mailTo,
  newShopper,
} from "../support/harness/shopper.ts";
import { until } from "../support/until.ts";

describe("taking accounts over", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const put = (id: string, as: Record<string, string>, body: object) => ask("PUT", `/auth/user/${id}`, { as, body });
  const undoIn = (text: string) => /sx_undo_[\w-]+/.exec(text)?.[0];

  describe("by registering with a stranger's address", () => {
    it("ends when the stranger signs in by a code: session, refresh token and password", async () => {
      const planted = await newShopper(shop);
      const { email } = planted;
      const holder = await signInByCode(shop, { email });
      expect(holder.body.user).to.include({ id: planted.id, email_verified: true });
      expect(await profileStatus(planted, planted.as)).to.equal(401);
      expect(
        (await ask("POST", "/auth/refresh", { body: { refresh_token: planted.tokens.refresh_token } })).status,
      ).to.equal(401);
      expect((await logIn(shop, { email })).status).to.equal(401);
      expect(await profileStatus(planted, bearerOf(holder.body))).to.equal(200);
    });

    it("ends when the stranger resets the password", async () => {
      const planted = await newShopper(shop);
      const { email } = planted;
      const otp = await codeOf(shop, "reset-password", { email });
      const more = { new_password: "quite another long password" };
      expect((await useCode(shop, "reset-password", { email }, otp, { more })).status).to.equal(200);
      expect(await profileStatus(planted, planted.as)).to.equal(401);
      expect((await logIn(shop, { email })).status).to.equal(401);
      expect((await logIn(shop, { email, password: more.new_password })).status).to.equal(200);
    });

    it("removes a planted phone number and what is pending", async () => {
      const planted = await newShopper(shop);
      const pending = freshEmail();
      const otp = await codeAfter(pending, () => put(planted.id, planted.as, { email: pending }), 200);
      const holder = await signInByCode(shop, { email: planted.email });
      expect(holder.body.user).to.include({ phone: null, pending_email: null, pending_phone: null });
      expect((await useCode(shop, "update-email", { email: pending }, otp, { as: planted.as })).status).to.equal(401);
      expect((await logIn(shop, { phone: planted.phone })).status).to.equal(401);
    });

    it("leaves everything to who proves the address with their own token", async () => {
      const shopper = await proven(shop, await newShopper(shop));
      expect(await profileStatus(shopper, shopper.as)).to.equal(200);
      expect((await logIn(shop, { email: shopper.email })).status).to.equal(200);
      const again = await signInByCode(shop, { email: shopper.email });
      expect(again.body.user).to.include({ phone: shopper.phone, email_verified: true, phone_verified: true });
      expect((await logIn(shop, { phone: shopper.phone })).status).to.equal(200);
    });

    it("signs nobody in by an unproven address beside a proven one", async () => {
      const { email, phone, as, id } = await newShopper(shop);
      await useCode(shop, "verify-email", { email }, await codeOf(shop, "verify-email", { email }, as), { as });
      expect((await logIn(shop, { phone })).status).to.equal(401);
      expect((await logIn(shop, { email })).body.user.id).to.equal(id);
      const before = (await mailTo(phone)).length;
      expect((await askAuth(shop, "generate-otp", { otp_action: "login", phone })).status).to.equal(202);
      await codeOf(shop, "login", { email });
      expect(await mailTo(phone)).to.have.length(before);
    });

    it("keeps what a merchant noted of a customer who never had an account", async () => {
      const { id, email, phone } = await newCustomer(shop, { email: freshEmail(), phone: freshPhone() });
      const { body } = await signInByCode(shop, { email });
      expect(body.user).to.include({ id, phone, email_verified: true, phone_verified: false });
    });
  });

  describe("by codes of others", () => {
    it("gives two who change to one address a code each, and neither the other's profile", async () => {
      const [one, two] = [await newShopper(shop), await newShopper(shop)];
      const email = freshEmail();
      const first = await codeAfter(email, () => put(one.id, one.as, { email }), 200);
      const second = await codeAfter(email, () => put(two.id, two.as, { email }), 200);
      const crossed = await useCode(shop, "update-email", { email }, second, { as: one.as });
      if (first !== second) expect([crossed.status, crossed.body.code]).to.deep.equal([401, "invalid_otp"]);
      expect((await useCode(shop, "update-email", { email }, first, { as: one.as })).body.user).to.include({
        id: one.id,
        email,
      });
      const late = await useCode(shop, "update-email", { email }, second, { as: two.as });
      expect([late.status, late.body.code]).to.deep.equal([409, "email_exists"]);
      expect(late.text).to.not.contain(one.id);
    });

    it("does not count another customer's wrong tries", async () => {
      const [one, two] = [await newShopper(shop), await newShopper(shop)];
      const email = freshEmail();
      const otp = await codeAfter(email, () => put(one.id, one.as, { email }), 200);
      for (let tries = 0; tries < 6; tries++)
        expect((await useCode(shop, "update-email", { email }, wrongOf(otp), { as: two.as })).status).to.equal(401);
      expect((await useCode(shop, "update-email", { email }, otp, { as: one.as })).status).to.equal(200);
    });

    for (const action of ["verify-email", "verify-phone", "update-email", "update-phone", "confirm"]) {
      it(`takes no ${action} without the customer's own token, to ask and to answer`, async () => {
        const { email, phone } = await newShopper(shop);
        const contact = action.endsWith("phone") ? { phone } : { email };
        for (const path of ["generate-otp", "verify-otp"]) {
          const body = { otp_action: action, ...contact, ...(path === "verify-otp" ? { otp: "123456" } : {}) };
          const reply = await askAuth(shop, path, body);
          expect([reply.status, reply.body.code]).to.deep.equal([401, "invalid_token"]);
        }
      });
    }

    it("sends no verify code to an address of somebody else", async () => {
      const [one, two] = [await newShopper(shop), await newShopper(shop)];
      const before = (await mailTo(two.email)).length;
      const asked = await askAuth(
        shop,
        "generate-otp",
        { otp_action: "verify-email", email: two.email },
        { as: one.as },
      );
      expect(asked.status).to.equal(202);
      await codeOf(shop, "verify-email", { email: one.email }, one.as);
      expect(await mailTo(two.email)).to.have.length(before);
    });
  });

  describe("by another sign-in address", () => {
    const surfaces: Record<string, (shopper: { id: string; email: string }, email: string) => ReturnType<typeof ask>> =
      {
        "staff on commerce": ({ id }, email) =>
          ask("PUT", `/api/v1/customers/${id}`, { as: staffOf(shop.store, ["tenant_admin"]), body: { email } }),
        "the customer on commerce": ({ id }, email) =>
          ask("PUT", `/api/v1/customers/${id}`, { as: staffOf(shop.store, ["customer"], id), body: { email } }),
        "an app": async ({ email: known }, email) => {
          const [found] = (await shop.askApp("GET", `/customers?search=${encodeURIComponent(known)}`)).body.data;
          return shop.askApp("PUT", `/customers/${found.user_id ?? found.id}`, { body: { email } });
        },
        "the shopper": ({ id }, email) => put(id, shopperOf(shop.store, id), { email }),
      };
    for (const [who, change] of Object.entries(surfaces)) {
      it(`lets ${who} change nothing before it is proven with the customer's token`, async () => {
        const shopper = await newShopper(shop);
        const email = freshEmail();
        const otp = await codeAfter(email, () => change(shopper, email), 200);
        expect((await logIn(shop, { email })).status).to.equal(401);
        expect((await askAuth(shop, "generate-otp", { otp_action: "login", email })).status).to.equal(202);
        expect((await logIn(shop, { email: shopper.email })).status).to.equal(200);
        const { body } = await ask("GET", `/auth/user/${shopper.id}`, { as: shopper.as });
        expect(body).to.include({ email: shopper.email, pending_email: email });
        const done = await useCode(shop, "update-email", { email }, otp, { as: shopper.as });
        expect(done.body.user).to.include({ email, pending_email: null, email_verified: true });
        expect(await mailTo(email), "only the code for the change").to.have.length(1);
      });
    }

    it("still lets staff change a customer without an account at once", async () => {
      const { id } = await newCustomer(shop, { email: freshEmail() });
      const email = freshEmail();
      const as = staffOf(shop.store, ["customer_support"]);
      const { status, body } = await ask("PUT", `/api/v1/customers/${id}`, { as, body: { email } });
      expect([status, body.email]).to.deep.equal([200, email]);
    });

    it("ends other sessions, tells the old address, and is undone from there", async () => {
      const shopper = await proven(shop, await newShopper(shop));
      const elsewhere = bearerOf((await logIn(shop, { email: shopper.email })).body);
      const email = freshEmail();
      const otp = await codeAfter(email, () => put(shopper.id, shopper.as, { email }), 200);
      expect((await useCode(shop, "update-email", { email }, otp, { as: shopper.as })).status).to.equal(200);
      expect(await profileStatus(shopper, elsewhere)).to.equal(401);
      expect(await profileStatus(shopper, shopper.as)).to.equal(200);
      const undo_token = await until(async () => undoIn((await mailTo(shopper.email))[0]?.text ?? ""));
      const undo = () => askAuth(shop, "undo-address-change", { undo_token });
      expect((await undo()).status).to.equal(204);
      expect(await profileStatus(shopper, shopper.as)).to.equal(401);
      expect((await logIn(shop, { email: shopper.email })).status, "the password is gone too").to.equal(401);
      const back = await signInByCode(shop, { email: shopper.email });
      expect(back.body.user).to.include({ id: shopper.id, email: shopper.email, phone: shopper.phone });
      expect((await undo()).body.code).to.equal("undo_not_found");
    });

    it("undoes whatever else was changed since, whoever did it", async () => {
      const shopper = await proven(shop, await newShopper(shop));
      const [email, phone, third] = [freshEmail(), freshPhone(), freshEmail()];
      const change = async (contact: { email?: string; phone?: string }) => {
        const [kind] = Object.keys(contact);
        const to = contact.email ?? contact.phone ?? "";
        const otp = await codeAfter(to, () => put(shopper.id, shopper.as, contact), 200);
        expect((await useCode(shop, `update-${kind}`, contact, otp, { as: shopper.as })).status).to.equal(200);
      };
      await change({ email });
      await change({ phone });
      await change({ email: third });
      const late = await until(async () => undoIn((await mailTo(email))[0]?.text ?? ""));
      const undo_token = await until(async () => undoIn((await mailTo(shopper.email))[0]?.text ?? ""));
      expect((await askAuth(shop, "undo-address-change", { undo_token })).status).to.equal(204);
      const { body } = await shop.ask("GET", `/customers/${shopper.id}`);
      expect(body).to.include({ email: shopper.email, phone: shopper.phone });
      expect((await askAuth(shop, "undo-address-change", { undo_token: late })).status).to.equal(404);
    });

    it("knows no undo token of another store, and none that is made up", async () => {
      const made = `sx_undo_${"A".repeat(43)}`;
      expect((await askAuth(shop, "undo-address-change", { undo_token: made })).body.code).to.equal("undo_not_found");
    });

    it("tells every proven address of another password, and no unproven one", async () => {
      const shopper = await proven(shop, await newShopper(shop));
      const unproven = await newShopper(shop);
      const body = { current_password: goodPassword, new_password: "quite another long password" };
      for (const { as } of [shopper, unproven])
        expect((await ask("POST", "/auth/change-password", { as, body })).status).to.equal(204);
      for (const to of [shopper.email, shopper.phone])
        await until(async () => /password/.test((await mailTo(to))[0]?.text ?? ""));
      expect(await mailTo(unproven.email)).to.deep.equal([]);
    });
  });

  it("counts each network's guesses at a code apart", async () => {
    const { email } = await newCustomer(shop, { email: freshEmail() });
    const [home, away] = [freshNetwork(), freshNetwork()];
    const otp = await codeOf(shop, "login", { email }, {}, home);
    for (let tries = 0; tries < 6; tries++)
      expect((await useCode(shop, "login", { email }, wrongOf(otp), { headers: away })).status).to.equal(401);
    expect((await useCode(shop, "login", { email }, otp, { headers: home })).status).to.equal(200);
  });
});
