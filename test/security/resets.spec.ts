import "../support/harness/data.ts";
import { expect } from "chai";
import { TOTP } from "otpauth";
import { codeOf, logIn, proven, useCode } from "../support/harness/attack.ts";
import type { Authenticator } from "../support/harness/authenticator.ts";
import { ask, type Credential } from "../support/harness/index.ts";
import { passkeyShop, registerPasskey, setPasskeys, signInByPasskey } from "../support/harness/passkeys.ts";
import type { Shop } from "../support/harness/shop.ts";
import { mailTo, newShopper, type Shopper } from "../support/harness/shopper.ts";
import { runSql } from "../support/harness/tables.ts";
import { until } from "../support/until.ts";

const new_password = "quite another long password";
const days = 86_400_000;

describe("a password that is reset by a code", () => {
  let shop: Shop;
  before(async () => {
    shop = await passkeyShop();
  });
  const codeAt = (secret: string, steps = 0) =>
    new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });
  const post = (path: string, as: Credential, body?: object) =>
    ask("POST", `/auth/second-factor/${path}`, { as, body });

  /** Whoever holds a session may do this: its holder, or who has stolen it. */
  async function addAuthenticator({ as }: Shopper): Promise<{ secret: string; codes: string[] }> {
    const { secret } = (await post("totp", as)).body;
    const enabled = await post("totp/confirm", as, { code: codeAt(secret, -1) });
    expect(enabled.status, enabled.text).to.equal(200);
    return { secret, codes: enabled.body.recovery_codes };
  }
  async function addPasskey({ as }: Shopper, more: object = {}): Promise<Authenticator> {
    const { device, reply } = await registerPasskey(as, {}, more);
    expect(reply.status, reply.text).to.equal(201);
    return device;
  }
  async function reset({ email }: Shopper, more: object = {}, at = shop) {
    const otp = await codeOf(at, "reset-password", { email });
    return useCode(at, "reset-password", { email }, otp, { more: { new_password, ...more } });
  }
  /** Makes everything of a table that is a customer's older. */
  const age = (service: string, table: string, column: string, { id }: Shopper, by: number, at = shop) => {
    const key = service === "customers" ? "public_id" : "customer_id";
    const text = `UPDATE ${table} SET ${column} = ${column} - ? WHERE store_id = ? AND ${key} = ?`;
    return runSql(service, text, [by, at.store.store_id, id]);
  };
  const agePasskeys = (shopper: Shopper, by: number, at = shop) =>
    age("auth", "passkeys", "created_at", shopper, by, at);
  const ageAuthenticator = (shopper: Shopper, by: number) => age("auth", "second_factors", "enabled_at", shopper, by);
  const ageProof = (shopper: Shopper, by: number) => age("customers", "customers", "email_proven_at", shopper, by);
  const signsIn = async (device: Authenticator, at = shop) => (await signInByPasskey(at, device)).status === 200;
  const told = ({ email }: Shopper, what: RegExp) =>
    until(async () => (await mailTo(email)).find(({ text }) => what.test(text)));

  /** The shop requires a second factor from now on; its passkeys count. */
  async function setRequired(at: Shop): Promise<void> {
    await setPasskeys(at, { second_factor: "required" });
    const visitor = await newShopper(at);
    await until(async () => (await ask("GET", `/auth/user/${visitor.id}`, { as: visitor.as })).status === 403);
  }

  it("takes away an authenticator of the last 72 hours, which locks its holder out, and its recovery codes", async () => {
    const shopper = await proven(shop, await newShopper(shop));
    await ageProof(shopper, 30 * days);
    const { codes } = await addAuthenticator(shopper);
    const locked = await logIn(shop, { email: shopper.email });
    expect(locked.body.code).to.equal("second_factor_required");
    const added = await told(shopper, /authenticator was added/);
    expect(added.text).to.match(/reset your password within 72 hours/);
    const done = await reset(shopper);
    expect(done.status, done.text).to.equal(200);
    await told(shopper, /authenticator was removed/);
    const { access_token } = done.body;
    const state = await ask("GET", "/auth/second-factor", { as: { Authorization: `Bearer ${access_token}` } });
    expect(state.body).to.deep.equal({ enabled: false, recovery_codes_left: 0 });
    const login = { email: shopper.email, password: new_password };
    expect((await logIn(shop, { ...login, second_factor: codes[0] })).status).to.equal(200);
  });

  it("keeps an authenticator whose code is shown, and asks for one of before the address was proven", async () => {
    const shopper = await proven(shop, await newShopper(shop));
    const { secret } = await addAuthenticator(shopper);
    await ageAuthenticator(shopper, days);
    expect((await reset(shopper)).body.code).to.equal("second_factor_required");
    await ageProof(shopper, 30 * days);
    expect((await reset(shopper, { second_factor: "000000" })).body.code).to.equal("invalid_second_factor");
    expect((await reset(shopper, { second_factor: codeAt(secret) })).status).to.equal(200);
    const login = { email: shopper.email, password: new_password };
    expect((await logIn(shop, login)).body.code).to.equal("second_factor_required");
  });

  it("takes away passkeys of the last 72 hours, and lists in the notice what is left", async () => {
    const shopper = await proven(shop, await newShopper(shop));
    await ageProof(shopper, 30 * days);
    const own = await addPasskey(shopper);
    await agePasskeys(shopper, 10 * days);
    const planted = await addPasskey(shopper, { name: "https://evil.example" });
    expect([await signsIn(own), await signsIn(planted)]).to.deep.equal([true, true]);
    expect((await reset(shopper)).status).to.equal(200);
    expect([await signsIn(own), await signsIn(planted)]).to.deep.equal([true, false]);
    const { text } = await told(shopper, /password was changed/);
    const { timezone: timeZone, language } = shop.store;
    const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone }).format(Date.now() - 10 * days);
    expect(text)
      .to.match(/remove what is not yours/)
      .and.include("Passkey, added on")
      .and.include(day);
    expect(text.match(/Passkey, added on/g)).to.have.length(1);
    expect(text).not.to.include("evil");
    await told(shopper, /passkey was removed/);
  });

  it("takes away passkeys of before its address was proven, unless a second factor is shown", async () => {
    const shopper = await newShopper(shop);
    const planted = await addPasskey(shopper);
    await proven(shop, shopper);
    await agePasskeys(shopper, 10 * days);
    await ageProof(shopper, 5 * days);
    expect((await reset(shopper)).status).to.equal(200);
    expect(await signsIn(planted)).to.equal(false);

    const owner = await newShopper(shop);
    const own = await addPasskey(owner);
    await proven(shop, owner);
    const { codes } = await addAuthenticator(owner);
    await Promise.all([agePasskeys(owner, 10 * days), ageAuthenticator(owner, 9 * days), ageProof(owner, 5 * days)]);
    expect((await reset(owner, { second_factor: codes[0] })).status).to.equal(200);
    expect(await signsIn(own)).to.equal(true);
  });

  it("asks for no recovery code of a passkey that was planted, where the store requires a second factor", async () => {
    const strict = await passkeyShop();
    const shopper = await proven(strict, await newShopper(strict));
    await age("customers", "customers", "email_proven_at", shopper, 30 * days, strict);
    const planted = await addPasskey(shopper);
    await setRequired(strict);
    const done = await reset(shopper, {}, strict);
    expect(done.status, done.text).to.equal(200);
    expect(await signsIn(planted, strict)).to.equal(false);
  });

  it("asks for one of passkeys that are older", async () => {
    const strict = await passkeyShop();
    const shopper = await proven(strict, await newShopper(strict));
    await addPasskey(shopper);
    await agePasskeys(shopper, 10 * days, strict);
    await setRequired(strict);
    expect((await reset(shopper, {}, strict)).body.code).to.equal("second_factor_required");
  });
});
