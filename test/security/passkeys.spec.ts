import "../support/harness/data.ts";
import { expect } from "chai";
import { TOTP } from "otpauth";
import { signToken } from "../../services/auth/tokens.ts";
import { bearerOf, codeOf, logIn, profileStatus, useCode } from "../support/harness/attack.ts";
import { Authenticator, type Wrong } from "../support/harness/authenticator.ts";
import { ask, type Credential } from "../support/harness/index.ts";
import { passkeyDomain as domain, passkeyShop, registerPasskey } from "../support/harness/passkeys.ts";
import { newShop, type Shop } from "../support/harness/shop.ts";
import { askAuth, mailTo, newShopper, type Shopper } from "../support/harness/shopper.ts";
import { until } from "../support/until.ts";

const answer = (reply: { status: number; body: { code?: string } }) => [reply.status, reply.body.code];

describe("passkeys", () => {
  let shop: Shop;
  let strict: Shop;
  let forged: Awaited<ReturnType<typeof holder>>;
  before(async () => {
    shop = await passkeyShop();
    strict = await passkeyShop({ second_factor: "required" });
    forged = await holder();
  });

  const post = (path: string, as: Credential, body?: object) => ask("POST", `/auth/passkeys${path}`, { as, body });
  const creation = async (as: Credential) => (await post("/options", as)).body.options;

  async function holder(at = shop): Promise<{ shopper: Shopper; device: Authenticator; id: string; codes: string[] }> {
    const shopper = await newShopper(at);
    const { device, reply } = await registerPasskey(shopper.as);
    expect(reply.status, reply.text).to.equal(201);
    return { shopper, device, id: reply.body.passkey.id, codes: reply.body.recovery_codes };
  }
  const signInOptions = async (at = shop) => (await askAuth(at, "passkeys/sign-in/options", undefined)).body.options;
  const signIn = async (device: Authenticator, wrong: Wrong = {}, at = shop) =>
    askAuth(at, "passkeys/sign-in", { response: device.get(await signInOptions(at), wrong) });

  it("are registered, listed, sign in without anything else, and are removed", async () => {
    const { shopper, device, id } = await holder();
    const reply = await signIn(device);
    expect([reply.status, reply.body.user?.id], reply.text).to.deep.equal([200, shopper.id]);
    expect(reply.headers.get("cache-control")).to.equal("no-store");
    expect(await profileStatus(shopper, bearerOf(reply.body))).to.equal(200);
    const { passkeys } = (await ask("GET", "/auth/passkeys", { as: shopper.as })).body;
    expect(passkeys).to.have.length(1);
    expect(passkeys[0])
      .to.include({ id, name: "Phone", backed_up: false })
      .and.have.property("last_used_at")
      .that.is.a("string");
    expect((await ask("DELETE", `/auth/passkeys/${id}`, { as: shopper.as })).status).to.equal(204);
    expect(answer(await signIn(device))).to.deep.equal([401, "invalid_passkey"]);
  });

  it("are told of to every proven address when they are added and removed, and to no other", async () => {
    const shopper = await newShopper(shop);
    const { phone, email, as } = shopper;
    await useCode(shop, "verify-phone", { phone }, await codeOf(shop, "verify-phone", { phone }, as), { as });
    const { reply } = await registerPasskey(as);
    expect((await ask("DELETE", `/auth/passkeys/${reply.body.passkey.id}`, { as })).status).to.equal(204);
    for (const expected of [/a passkey was added/, /a passkey was removed/])
      await until(async () => (await mailTo(phone)).some(({ text }) => expected.test(text)));
    // An e-mail is sent before a text.
    expect((await mailTo(email)).filter(({ text }) => /passkey/.test(text))).to.deep.equal([]);
  });

  const forgeries: Record<string, Wrong> = {
    "of another site": { origin: "https://shop.example.net" },
    "of a page of the same name in clear": { origin: `http://${domain}` },
    "for another domain": { rpId: "example.net" },
    "that was not unlocked": { flags: 0x01 },
    "of another purpose": { type: "payment.get" },
    "with a challenge of nobody": { challenge: "AAAA" },
  };
  for (const [what, wrong] of Object.entries(forgeries)) {
    it(`refuse an answer ${what}, at sign-in and at registration`, async () => {
      const { shopper, device } = forged;
      expect(answer(await signIn(device, wrong))).to.deep.equal([401, "invalid_passkey"]);
      const create = wrong.flags === undefined ? wrong : { flags: 0x41 };
      expect(answer((await registerPasskey(shopper.as, create)).reply)).to.deep.equal([401, "invalid_passkey"]);
      expect((await signIn(device)).status).to.equal(200);
    });
  }

  it("refuse another's user handle, another key, and certificates", async () => {
    const { shopper, device } = await holder();
    expect(answer(await signIn(device, { userHandle: Buffer.from("cust_other").toString("base64url") }))).to.deep.equal(
      [401, "invalid_passkey"],
    );
    const impostor = new Authenticator(domain);
    Object.defineProperty(impostor, "id", { value: device.id });
    const userHandle = Buffer.from(shopper.id).toString("base64url");
    expect((await signIn(impostor, { userHandle })).status).to.equal(401);
    for (const wrong of [{ fmt: "packed", x5c: true }, { fmt: "tpm" }, { fmt: "android-safetynet" }])
      expect(answer((await registerPasskey(shopper.as, wrong)).reply), wrong.fmt).to.deep.equal([
        401,
        "invalid_passkey",
      ]);
  });

  it("take each challenge once, for its store, its customer and its purpose", async () => {
    const { shopper, device } = await holder();
    // One that does not count its uses, as most: nothing but the challenge tells a copy of its answer.
    const response = device.get(await signInOptions(), { counter: 0 });
    const both = await Promise.all([1, 2].map(() => askAuth(shop, "passkeys/sign-in", { response })));
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 401]);
    expect((await askAuth(shop, "passkeys/sign-in", { response })).status).to.equal(401);
    const elsewhere = device.get(await signInOptions(strict));
    expect((await askAuth(shop, "passkeys/sign-in", { response: elsewhere })).status, "another store's").to.equal(401);
    const forOther = await creation((await newShopper(shop)).as);
    const made = new Authenticator(domain).create(forOther);
    expect((await post("", shopper.as, { name: "Other's", response: made })).status, "another's").to.equal(401);
    const wrongPurpose = { challenge: (await creation(shopper.as)).challenge };
    expect((await signIn(device, wrongPurpose)).status, "to register").to.equal(401);
    const own = new Authenticator(domain).create(await creation(shopper.as));
    expect((await post("", shopper.as, { name: "Own", response: own })).status).to.equal(201);
    expect(answer(await post("", shopper.as, { name: "Again", response: own }))).to.deep.equal([
      401,
      "invalid_passkey",
    ]);
  });

  it("refuse a counter that does not grow: somebody copied the authenticator", async () => {
    const { device } = await holder();
    expect((await signIn(device, { counter: 10 })).status).to.equal(200);
    for (const counter of [10, 9, 0]) expect((await signIn(device, { counter })).status, `${counter}`).to.equal(401);
    expect((await signIn(device, { counter: 11 })).status).to.equal(200);
  });

  it("belong to one customer of one store, and nobody else sees or removes them", async () => {
    const { shopper, device, id } = await holder();
    const other = await newShopper(shop);
    const response = device.create(await creation(other.as));
    expect(answer(await post("", other.as, { name: "Stolen", response }))).to.deep.equal([409, "passkey_exists"]);
    expect((await ask("GET", "/auth/passkeys", { as: other.as })).body.passkeys).to.deep.equal([]);
    expect((await ask("DELETE", `/auth/passkeys/${id}`, { as: other.as })).status).to.equal(404);
    expect((await signIn(device, {}, strict)).status).to.equal(401);
    expect((await ask("GET", "/auth/passkeys", { as: shopper.as })).body.passkeys).to.have.length(1);
  });

  it("need a sign-in of a moment ago, and a store that says for which site they are", async () => {
    const { shopper, id } = await holder();
    const claims = { sub: shopper.id, store_id: shop.store.store_id, auth_time: Math.floor(Date.now() / 1_000) - 660 };
    const old = { Authorization: `Bearer ${signToken("storefront", claims, 600)}` };
    for (const reply of [await post("/options", old), await ask("DELETE", `/auth/passkeys/${id}`, { as: old })])
      expect(answer(reply)).to.deep.equal([403, "recent_sign_in_required"]);
    const plain = await newShop();
    const { as } = await newShopper(plain);
    expect(answer(await post("/options", as))).to.deep.equal([409, "passkeys_not_set_up"]);
    expect(answer(await askAuth(plain, "passkeys/sign-in/options", undefined))).to.deep.equal([
      409,
      "passkeys_not_set_up",
    ]);
  });

  it("of who has an authenticator need its code: they are no way around it", async () => {
    const shopper = await newShopper(shop);
    const factor = (path: string, body?: object) =>
      ask("POST", `/auth/second-factor/${path}`, { as: shopper.as, body });
    const { secret } = (await factor("totp")).body;
    const codeAt = (steps: number) => new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });
    await factor("totp/confirm", { code: codeAt(-1) });
    expect((await registerPasskey(shopper.as)).reply.body.code).to.equal("second_factor_required");
    expect((await registerPasskey(shopper.as, {}, { second_factor: "000000" })).reply.body.code).to.equal(
      "invalid_second_factor",
    );
    expect((await factor("recovery-codes", {})).body.code).to.equal("second_factor_required");
    const { recovery_codes } = (await factor("recovery-codes", { second_factor: codeAt(0) })).body;
    expect((await registerPasskey(shopper.as, {}, { second_factor: recovery_codes[0] })).reply.status).to.equal(201);
  });

  it("end with the first proof of the address, with a disabled customer, and with an erased one", async () => {
    const planted = await newShopper(shop);
    const { device } = await registerPasskey(planted.as);
    const { email } = planted;
    expect((await useCode(shop, "login", { email }, await codeOf(shop, "login", { email }))).status).to.equal(200);
    expect((await signIn(device)).status).to.equal(401);
    const disabled = await holder();
    await shop.ask("PUT", `/customers/${disabled.shopper.id}`, { body: { enabled: false } });
    expect(answer(await signIn(disabled.device))).to.deep.equal([401, "invalid_passkey"]);
    const erased = await holder();
    await shop.ask("DELETE", `/customers/${erased.shopper.id}`);
    expect(answer(await signIn(erased.device))).to.deep.equal([401, "invalid_passkey"]);
  });

  it("are the second factor where the store requires one: a password alone opens nothing then", async () => {
    const shopper = await newShopper(strict);
    await until(async () => (await profileStatus(shopper, shopper.as)) === 403);
    const { device, reply } = await registerPasskey(shopper.as);
    expect(await profileStatus(shopper, shopper.as)).to.equal(200);
    const { email } = shopper;
    expect(answer(await logIn(strict, { email }))).to.deep.equal([401, "second_factor_required"]);
    const [code = ""] = reply.body.recovery_codes;
    expect((await logIn(strict, { email, second_factor: "123456" })).body.code).to.equal("invalid_second_factor");
    expect((await logIn(strict, { email, second_factor: code })).status).to.equal(200);
    expect((await signIn(device, {}, strict)).status).to.equal(200);
    const remove = await ask("DELETE", `/auth/passkeys/${reply.body.passkey.id}`, { as: shopper.as });
    expect(answer(remove)).to.deep.equal([409, "last_second_factor"]);
  });

  it("are refused with a body that is no passkey's, and named", async () => {
    const { shopper } = await holder();
    for (const response of [
      {},
      { id: "a" },
      "text",
      { ...new Authenticator(domain).get({ challenge: "" }), extra: 1 },
    ]) {
      expect((await askAuth(shop, "passkeys/sign-in", { response })).body.code).to.equal("validation_error");
      expect((await post("", shopper.as, { name: "x", response })).body.code).to.equal("validation_error");
    }
    const { id, ...rest } = new Authenticator(domain).create({ challenge: "AAAA", user: { id: "" } });
    const response = { ...rest, id, response: { ...rest.response, attestationObject: "AAAA" } };
    expect(answer(await post("", shopper.as, { name: "x", response }))).to.deep.equal([401, "invalid_passkey"]);
  });
});
