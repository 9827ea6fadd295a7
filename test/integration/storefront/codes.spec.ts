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

describe("shoppers prove by a code who they are", () => {
  let shop: Shop;
  let other: Shop;
  before(async () => {
    [shop, other] = await Promise.all([newShop(), newShop()]);
  });

  const generate = (otp_action: string, named: object, as = {}, at = shop) =>
    askAuth(at, "generate-otp", { otp_action, ...named }, { as });
  const verify = (otp_action: string, named: object, otp: string, more: object = {}, at = shop) =>
    askAuth(at, "verify-otp", { otp_action, ...named, otp, ...more });
  const code = (otp_action: string, named: { email?: string; phone?: string }, as = {}) =>
    codeAfter(named.email ?? named.phone ?? "", () => generate(otp_action, named, as));
  const wrongOf = (otp: string) => String((Number(otp) + 1) % 1_000_000).padStart(6, "0");
  const saysWrong = ({ status, body }: { status: number; body: { code: string } }) =>
    expect([status, body.code]).to.deep.equal([401, "invalid_otp"]);

  it("signs in with one, by e-mail and by SMS, also who has no password", async () => {
    const { id, email, phone } = await newCustomer(shop, { email: freshEmail(), phone: freshPhone() });
    for (const named of [{ email }, { phone }]) {
      const otp = await code("login", named);
      const { status, body, headers } = await verify("login", named, otp);
      expect([status, body.user.id, body.expires_in]).to.deep.equal([200, id, 900]);
      expect(headers.get("cache-control")).to.contain("no-store");
      expect((await ask("GET", `/auth/user/${id}`, { as: bearerOf(body) })).status).to.equal(200);
      saysWrong(await verify("login", named, otp));
    }
  });

  it("takes the number in any writing, wherever it was asked for", async () => {
    const { phone } = await newShopper(shop);
    const local = `0${phone.slice(4)}`;
    const otp = await codeAfter(phone, () => generate("login", { phone: local }));
    expect((await verify("login", { phone: `${phone.slice(0, 7)} ${phone.slice(7)}` }, otp)).status).to.equal(200);
  });

  it("answers an address of nobody just as that of somebody, and sends it nothing", async () => {
    const { email } = await newShopper(shop);
    const nobody = freshEmail();
    const known = await generate("login", { email });
    const unknown = await generate("login", { email: nobody });
    expect(known.status).to.equal(202);
    expect([unknown.status, unknown.body]).to.deep.equal([known.status, known.body]);
    expect(known.body).to.have.keys("message", "expires_in").and.include({ expires_in: 600 });
    saysWrong(await verify("login", { email: nobody }, "000000"));
    await code("login", { email: (await newShopper(shop)).email });
    expect(await mailTo(nobody)).to.deep.equal([]);
  });

  it("is dead after five wrong guesses, however many come at once, and a new one is not", async () => {
    const { email } = await newShopper(shop);
    const otp = await code("login", { email });
    const said = await Promise.all(Array.from({ length: 64 }, () => verify("login", { email }, wrongOf(otp))));
    for (const reply of said) saysWrong(reply);
    saysWrong(await verify("login", { email }, otp));
    expect((await verify("login", { email }, await code("login", { email }))).status).to.equal(200);
  });

  it("is replaced by the next one, and good for what it was asked for alone", async () => {
    const { email } = await newShopper(shop);
    const first = await code("login", { email });
    const second = await code("login", { email });
    if (first !== second) saysWrong(await verify("login", { email }, first));
    saysWrong(await verify("verify-email", { email }, second));
    saysWrong(await verify("reset-password", { email }, second, { new_password: next }));
    saysWrong(await verify("login", { email: freshEmail() }, second));
    saysWrong(await verify("login", { email }, second, {}, other));
    expect((await verify("login", { email }, second)).status).to.equal(200);
  });

  it("signs nobody in whom the merchant disabled meanwhile, or who has another address now", async () => {
    const { id, email } = await newShopper(shop);
    const otp = await code("login", { email });
    await shop.ask("PUT", `/customers/${id}`, { body: { enabled: false } });
    saysWrong(await verify("login", { email }, otp));
    expect((await generate("login", { email })).status).to.equal(202);
  });

  describe("to set a new password", () => {
    it("ends every session, signs in, and works for who had none", async () => {
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

    it("is not used up by a password that is weak or missing", async () => {
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

  it("verifies the address that they have", async () => {
    const { id, email, phone, as } = await newShopper(shop);
    const byEmail = await verify("verify-email", { email }, await code("verify-email", { email }));
    expect(byEmail.body.user).to.include({ id, email_verified: true, phone_verified: false });
    expect(byEmail.body).to.have.keys("user");
    const byPhone = await verify("verify-phone", { phone }, await code("verify-phone", { phone }));
    expect(byPhone.body.user).to.include({ email_verified: true, phone_verified: true });
    const { body } = await ask("GET", `/auth/user/${id}`, { as });
    expect(body).to.include({ email_verified: true, phone_verified: true });
  });

  it("refuses a form that is not right", async () => {
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

  describe("to take another address", () => {
    const put = (id: string, as: Record<string, string>, body: object, headers = {}) =>
      ask("PUT", `/auth/user/${id}`, { as, body, headers });

    it("which is pending until then, while names change at once", async () => {
      const { id, email, as } = await newShopper(shop);
      const wanted = freshEmail();
      const otp = await codeAfter(
        wanted,
        () => put(id, as, { first_name: "New", last_name: "Name", email: wanted.toUpperCase() }),
        200,
      );
      const { body: waiting } = await ask("GET", `/auth/user/${id}`, { as });
      expect(waiting).to.include({ first_name: "New", last_name: "Name", email, pending_email: wanted });
      saysWrong(await verify("update-email", { email: wanted }, wrongOf(otp)));
      const { body } = await verify("update-email", { email: wanted }, otp);
      expect(body.user).to.include({ id, email: wanted, pending_email: null, email_verified: true });
      expect((await askAuth(shop, "login", { email, password: goodPassword })).status).to.equal(401);
      expect((await askAuth(shop, "login", { email: wanted, password: goodPassword })).status).to.equal(200);
    });

    it("or number, in any writing", async () => {
      const { id, phone, as } = await newShopper(shop);
      const wanted = freshPhone();
      const local = `0${wanted.slice(4)}`;
      const otp = await codeAfter(local, () => put(id, as, { phone: local }), 200);
      expect((await ask("GET", `/auth/user/${id}`, { as })).body).to.include({ phone, pending_phone: local });
      const { body } = await verify("update-phone", { phone: wanted }, otp);
      expect(body.user).to.include({ phone: local, pending_phone: null, phone_verified: true });
    });

    it("which the code can also be asked for, by who shows their token and nobody else", async () => {
      const { id, as } = await newShopper(shop);
      const wanted = freshEmail();
      const refused = await generate("update-email", { email: wanted });
      expect([refused.status, refused.body.code]).to.deep.equal([401, "invalid_token"]);
      const ofToken = () =>
        ask("POST", "/auth/generate-otp", { as, body: { otp_action: "update-email", email: wanted } });
      const otp = await codeAfter(wanted, ofToken);
      expect((await ask("GET", `/auth/user/${id}`, { as })).body.pending_email).to.equal(wanted);
      expect((await verify("update-email", { email: wanted }, otp)).body.user).to.include({ id, email: wanted });
      const wrongStore = await generate("update-email", { email: wanted }, as, other);
      expect(wrongStore.status).to.equal(403);
    });

    it("which nobody has, neither when it is asked for nor when it takes effect", async () => {
      const { id, as } = await newShopper(shop);
      const owner = await newShopper(shop);
      expect((await put(id, as, { email: owner.email })).body).to.include({ status: 409, code: "email_exists" });
      expect((await put(id, as, { phone: owner.phone })).body).to.include({ status: 409, code: "phone_exists" });
      const [email, phone] = [freshEmail(), freshPhone()];
      const byEmail = await codeAfter(email, () => put(id, as, { email }), 200);
      const byPhone = await codeAfter(phone, () => put(id, as, { phone }), 200);
      await newCustomer(shop, { email, phone });
      expect((await verify("update-email", { email }, byEmail)).body).to.include({ status: 409, code: "email_exists" });
      expect((await verify("update-phone", { phone }, byPhone)).body).to.include({ status: 409, code: "phone_exists" });
      expect((await ask("GET", `/auth/user/${id}`, { as })).body.pending_email).to.equal(email);
      const before = (await mailTo(email)).length;
      const taken = { as, body: { otp_action: "update-email", email } };
      expect((await ask("POST", "/auth/generate-otp", taken)).status).to.equal(202);
      await code("login", { email: owner.email });
      expect(await mailTo(email)).to.have.length(before);
    });

    it("and not one that they have given up meanwhile", async () => {
      const { id, email, as } = await newShopper(shop);
      const [first, second] = [freshEmail(), freshEmail()];
      const otp = await codeAfter(first, () => put(id, as, { email: first }), 200);
      await codeAfter(second, () => put(id, as, { email: second }), 200);
      saysWrong(await verify("update-email", { email: first }, otp));
      expect((await put(id, as, { email })).body).to.include({ email, pending_email: null });
    });

    it("is theirs alone to ask for, and keeps to the version that they read", async () => {
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

  it("is told to nobody but who gets it: no event, no event, no record of a run", async () => {
    const { id, email, phone } = await newShopper(shop);
    const otp = await code("reset-password", { email });
    await verify("reset-password", { email }, otp, { new_password: next });
    const told = await until(async () => {
      const { body, text } = await shop.ask("GET", `/events?entity_id=${id}`);
      return body.data.some(({ name }: { name: string }) => name === "customer.created") ? text : undefined;
    });
    // Six digits may be among those of the number.
    for (const secret of [otp, next, goodPassword]) expect(told.replaceAll(phone, "")).to.not.contain(secret);
  });
});
