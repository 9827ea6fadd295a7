import { expect } from "chai";
import { ask } from "../../support/harness/index.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";
import {
  askAuth,
  bearerOf,
  codeAfter,
  freshEmail,
  freshPhone,
  goodPassword,
  mailTo,
  newShopper,
} from "../../support/harness/shopper.ts";
import { until } from "../../support/until.ts";

const next = "quite another long password";

describe("one-time codes", () => {
  let shop: Shop;
  let other: Shop;
  before(async () => {
    [shop, other] = await Promise.all([newShop(), newShop()]);
  });

  const generate = (otp_action: string, contact: object, as = {}, at = shop) =>
    askAuth(at, "generate-otp", { otp_action, ...contact }, { as });
  const verify = (otp_action: string, contact: object, otp: string, more: object = {}, at = shop, as = {}) =>
    askAuth(at, "verify-otp", { otp_action, ...contact, otp, ...more }, { as });
  const verifyAs = (as: Record<string, string>, otp_action: string, contact: object, otp: string) =>
    verify(otp_action, contact, otp, {}, shop, as);
  const code = (otp_action: string, contact: { email?: string; phone?: string }, as = {}) =>
    codeAfter(contact.email ?? contact.phone ?? "", () => generate(otp_action, contact, as));
  const wrongOf = (otp: string) => String((Number(otp) + 1) % 1_000_000).padStart(6, "0");
  const expectInvalidCode = ({ status, body }: { status: number; body: { code: string } }) =>
    expect([status, body.code]).to.deep.equal([401, "invalid_otp"]);

  it("sign in by email and by SMS, also without a password", async () => {
    for (const by of ["email", "phone"]) {
      const made = await newCustomer(shop, { email: freshEmail(), phone: freshPhone() });
      const { id } = made;
      const contact = { [by]: made[by] };
      const otp = await code("login", contact);
      const { status, body, headers } = await verify("login", contact, otp);
      expect([status, body.user.id, body.expires_in]).to.deep.equal([200, id, 900]);
      expect(headers.get("cache-control")).to.contain("no-store");
      expect((await ask("GET", `/auth/user/${id}`, { as: bearerOf(body) })).status).to.equal(200);
      expectInvalidCode(await verify("login", contact, otp));
    }
  });

  it("accept the phone number in any notation", async () => {
    const { phone } = await newShopper(shop);
    const local = `0${phone.slice(4)}`;
    const otp = await codeAfter(phone, () => generate("login", { phone: local }));
    expect((await verify("login", { phone: `${phone.slice(0, 7)} ${phone.slice(7)}` }, otp)).status).to.equal(200);
  });

  it("return the same response for an unknown email and send it nothing", async () => {
    const { email } = await newShopper(shop);
    const unknownEmail = freshEmail();
    const known = await generate("login", { email });
    const unknown = await generate("login", { email: unknownEmail });
    expect(known.status).to.equal(202);
    expect([unknown.status, unknown.body]).to.deep.equal([known.status, known.body]);
    expect(known.body).to.have.keys("message", "expires_in").and.include({ expires_in: 600 });
    expectInvalidCode(await verify("login", { email: unknownEmail }, "000000"));
    await code("login", { email: (await newShopper(shop)).email });
    expect(await mailTo(unknownEmail)).to.deep.equal([]);
  });

  it("expire after five wrong attempts, also concurrent ones; a new code works", async () => {
    const { email } = await newShopper(shop);
    const otp = await code("login", { email });
    const replies = await Promise.all(Array.from({ length: 64 }, () => verify("login", { email }, wrongOf(otp))));
    for (const reply of replies) expectInvalidCode(reply);
    expectInvalidCode(await verify("login", { email }, otp));
    expect((await verify("login", { email }, await code("login", { email }))).status).to.equal(200);
  });

  it("are replaced by the next code and valid only for their action, address and store", async () => {
    const { email, as } = await newShopper(shop);
    const first = await code("login", { email });
    const second = await code("login", { email });
    if (first !== second) expectInvalidCode(await verify("login", { email }, first));
    expectInvalidCode(await verifyAs(as, "verify-email", { email }, second));
    expectInvalidCode(await verify("reset-password", { email }, second, { new_password: next }));
    expectInvalidCode(await verify("login", { email: freshEmail() }, second));
    expectInvalidCode(await verify("login", { email }, second, {}, other));
    expect((await verify("login", { email }, second)).status).to.equal(200);
  });

  it("do not sign in a customer disabled after the code was sent", async () => {
    const { id, email } = await newShopper(shop);
    const otp = await code("login", { email });
    await shop.ask("PUT", `/customers/${id}`, { body: { enabled: false } });
    expectInvalidCode(await verify("login", { email }, otp));
    expect((await generate("login", { email })).status).to.equal(202);
  });

  describe("for a password reset", () => {
    it("end every session, sign in and set a first password", async () => {
      const { id, email, as } = await newShopper(shop);
      const otp = await code("reset-password", { email });
      const { status, body } = await verify("reset-password", { email }, otp, { new_password: next });
      expect([status, body.user.id]).to.deep.equal([200, id]);
      expect((await ask("GET", `/auth/user/${id}`, { as })).status).to.equal(401);
      expect((await ask("GET", `/auth/user/${id}`, { as: bearerOf(body) })).status).to.equal(200);
      expect((await askAuth(shop, "login", { email, password: goodPassword })).status).to.equal(401);
      expect((await askAuth(shop, "login", { email, password: next })).status).to.equal(200);
      const bare = await newCustomer(shop, { email: freshEmail() });
      const first = await code("reset-password", { email: bare.email });
      const set = await verify("reset-password", { email: bare.email }, first, { new_password: next });
      expect([set.status, set.body.user?.id]).to.deep.equal([200, bare.id]);
      expect((await askAuth(shop, "login", { email: bare.email, password: next })).status).to.equal(200);
    });

    it("make a guest a customer", async () => {
      const email = freshEmail();
      const guest = await newCustomer(shop, { email, first_name: "Guest", registration_source: "GUEST" });
      const inApps = async (query: string) =>
        (await shop.askApp("GET", `/customers?search=${email}${query}`)).body.data.map(
          ({ is_guest }: { is_guest: number }) => is_guest,
        );
      const total = async () => (await shop.askApp("GET", "/customers")).body.pagination.total;
      expect([await inApps(""), await inApps("&include_guests=true")]).to.deep.equal([[], [1]]);
      const before = await total();
      const otp = await code("reset-password", { email });
      const set = await verify("reset-password", { email }, ` ${otp}\n`, { new_password: next });
      expect([set.status, set.body.user.id]).to.deep.equal([200, guest.id]);
      expect([await inApps(""), await total()]).to.deep.equal([[0], before + 1]);
      const { body } = await shop.ask("GET", `/customers/${guest.id}`);
      expect(body.registration_source).to.equal("EMAIL_PASSWORD");
    });

    it("remain valid after a weak or missing password", async () => {
      const { email } = await newShopper(shop);
      const otp = await code("reset-password", { email });
      const weak = await verify("reset-password", { email }, otp, { new_password: "password1234" });
      expect([weak.status, weak.body.code]).to.deep.equal([422, "password_too_weak"]);
      for (const more of [{}, { new_password: "short" }])
        expect((await verify("reset-password", { email }, otp, more)).body.details[0].path).to.equal("new_password");
      expect((await verify("login", { email }, otp, { new_password: next })).status).to.equal(400);
      expect((await verify("reset-password", { email }, otp, { new_password: next })).status).to.equal(200);
    });
  });

  it("verify the customer's email and phone number", async () => {
    const { id, email, phone, as } = await newShopper(shop);
    const byEmail = await verifyAs(as, "verify-email", { email }, await code("verify-email", { email }, as));
    expect(byEmail.body.user).to.include({ id, email_verified: true, phone_verified: false });
    expect(byEmail.body).to.have.keys("user");
    const byPhone = await verifyAs(as, "verify-phone", { phone }, await code("verify-phone", { phone }, as));
    expect(byPhone.body.user).to.include({ email_verified: true, phone_verified: true });
    const { body } = await ask("GET", `/auth/user/${id}`, { as });
    expect(body).to.include({ email_verified: true, phone_verified: true });
  });

  it("refuse invalid fields", async () => {
    const { email, phone } = await newShopper(shop);
    expect((await generate("sign-in", { email })).body.details[0].path).to.equal("otp_action");
    expect((await generate("verify-email", { phone })).body.details[0].path).to.equal("email");
    expect((await generate("verify-phone", { email })).body.details[0].path).to.equal("phone");
    expect((await generate("login", {})).status).to.equal(400);
    expect((await generate("login", { email, phone })).status).to.equal(400);
    for (const otp of ["12345", "1234567", "abcdef", ""])
      expect((await verify("login", { email }, otp)).body.details[0].path).to.equal("otp");
    expect((await verify("update-phone", { email }, "123456")).body.details[0].path).to.equal("phone");
  });

  describe("for a new email or phone number", () => {
    const put = (id: string, as: Record<string, string>, body: object, headers = {}) =>
      ask("PUT", `/auth/user/${id}`, { as, body, headers });

    it("leave the new email pending until verified, while names change at once", async () => {
      const { id, email, as } = await newShopper(shop);
      const newContact = freshEmail();
      const otp = await codeAfter(
        newContact,
        () => put(id, as, { first_name: "New", last_name: "Name", email: newContact.toUpperCase() }),
        200,
      );
      const { body: waiting } = await ask("GET", `/auth/user/${id}`, { as });
      expect(waiting).to.include({ first_name: "New", last_name: "Name", email, pending_email: newContact });
      expectInvalidCode(await verifyAs(as, "update-email", { email: newContact }, wrongOf(otp)));
      const { body } = await verifyAs(as, "update-email", { email: newContact }, otp);
      expect(body.user).to.include({ id, email: newContact, pending_email: null, email_verified: true });
      expect((await askAuth(shop, "login", { email, password: goodPassword })).status).to.equal(401);
      expect((await askAuth(shop, "login", { email: newContact, password: goodPassword })).status).to.equal(200);
    });

    it("accept a phone number in any notation", async () => {
      const { id, phone, as } = await newShopper(shop);
      const newContact = freshPhone();
      const local = `0${newContact.slice(4)}`;
      const otp = await codeAfter(local, () => put(id, as, { phone: local }), 200);
      expect((await ask("GET", `/auth/user/${id}`, { as })).body).to.include({ phone, pending_phone: local });
      const { body } = await verifyAs(as, "update-phone", { phone: newContact }, otp);
      expect(body.user).to.include({ phone: local, pending_phone: null, phone_verified: true });
    });

    it("can be requested again with the customer's own token only", async () => {
      const { id, as } = await newShopper(shop);
      const newContact = freshEmail();
      const refused = await generate("update-email", { email: newContact });
      expect([refused.status, refused.body.code]).to.deep.equal([401, "invalid_token"]);
      const ofToken = () =>
        ask("POST", "/auth/generate-otp", { as, body: { otp_action: "update-email", email: newContact } });
      const otp = await codeAfter(newContact, ofToken);
      expect((await ask("GET", `/auth/user/${id}`, { as })).body.pending_email).to.equal(newContact);
      expect((await verifyAs(as, "update-email", { email: newContact }, otp)).body.user).to.include({
        id,
        email: newContact,
      });
      const wrongStore = await generate("update-email", { email: newContact }, as, other);
      expect(wrongStore.status).to.equal(403);
    });

    it("refuse an email or phone number in use, when requested and when verified", async () => {
      const { id, as } = await newShopper(shop);
      const owner = await newShopper(shop);
      expect((await put(id, as, { email: owner.email })).body).to.include({ status: 409, code: "email_exists" });
      expect((await put(id, as, { phone: owner.phone })).body).to.include({ status: 409, code: "phone_exists" });
      const [email, phone] = [freshEmail(), freshPhone()];
      const byEmail = await codeAfter(email, () => put(id, as, { email }), 200);
      const byPhone = await codeAfter(phone, () => put(id, as, { phone }), 200);
      await newCustomer(shop, { email, phone });
      expect((await verifyAs(as, "update-email", { email }, byEmail)).body).to.include({
        status: 409,
        code: "email_exists",
      });
      expect((await verifyAs(as, "update-phone", { phone }, byPhone)).body).to.include({
        status: 409,
        code: "phone_exists",
      });
      expect((await ask("GET", `/auth/user/${id}`, { as })).body.pending_email).to.equal(email);
      const before = (await mailTo(email)).length;
      const taken = { as, body: { otp_action: "update-email", email } };
      expect((await ask("POST", "/auth/generate-otp", taken)).status).to.equal(202);
      await code("login", { email: owner.email });
      expect(await mailTo(email)).to.have.length(before);
    });

    it("become invalid once another email is requested", async () => {
      const { id, email, as } = await newShopper(shop);
      const [first, second] = [freshEmail(), freshEmail()];
      const otp = await codeAfter(first, () => put(id, as, { email: first }), 200);
      await codeAfter(second, () => put(id, as, { email: second }), 200);
      expectInvalidCode(await verifyAs(as, "update-email", { email: first }, otp));
      expect((await put(id, as, { email })).body).to.include({ email, pending_email: null });
    });

    it("can be requested only by the customer, under If-Match and idempotency key", async () => {
      const { id, as } = await newShopper(shop);
      const stranger = await newShopper(shop);
      expect((await put(id, stranger.as, { first_name: "X" })).status).to.equal(403);
      expect((await put(id, shopperOf(other.store, id), { first_name: "X" })).status).to.equal(404);
      const { headers } = await ask("GET", `/auth/user/${id}`, { as });
      const etag = { "If-Match": headers.get("etag") ?? "" };
      expect((await put(id, as, { first_name: "Once" }, etag)).status).to.equal(200);
      expect((await put(id, as, { first_name: "Twice" }, etag)).body.code).to.equal("version_mismatch");
      const key = { "Idempotency-Key": id };
      const [done, again] = [
        await put(id, as, { last_name: "Key" }, key),
        await put(id, as, { last_name: "Key" }, key),
      ];
      expect(again.body).to.deep.equal(done.body);
      expect(again.headers.get("idempotency-replayed")).to.equal("true");
    });
  });

  it("never appear in the event log", async () => {
    const { id, email, phone } = await newShopper(shop);
    const otp = await code("reset-password", { email });
    await verify("reset-password", { email }, otp, { new_password: next });
    const eventLog = await until(async () => {
      const { body, text } = await shop.ask("GET", `/events?entity_id=${id}`);
      return body.data.some(({ name }: { name: string }) => name === "customer.created") ? text : undefined;
    });
    // The phone number may contain the six digits of the code.
    for (const secret of [otp, next, goodPassword]) expect(eventLog.replaceAll(phone, "")).to.not.contain(secret);
  });
});
