import "../support/harness/data.ts";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { TOTP } from "otpauth";
import { signToken } from "../../services/auth/tokens.ts";
import { bearerOf, codeOf, freshNetwork, logIn, profileStatus, proven, useCode } from "../support/harness/attack.ts";
import { act, ask, askBeside, product } from "../support/harness/index.ts";
import { newShop, type Shop, staffOf } from "../support/harness/shop.ts";
import { askAuth, freshEmail, mailTo, newShopper, type Shopper } from "../support/harness/shopper.ts";
import { runSql } from "../support/harness/tables.ts";
import { until } from "../support/until.ts";

const step = 30_000;
/** The code of an authenticator, some steps from now. */
const codeAt = (secret: string, steps = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + steps * step });

describe("the second factor of a sign-in", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const post = (path: string, as: Record<string, string>, body?: object) =>
    ask("POST", `/auth/second-factor/${path}`, { as, body });

  /** Sets an authenticator up; its code of the step before the current one is used by that. */
  async function withFactor(at = shop): Promise<{ shopper: Shopper; secret: string; codes: string[] }> {
    const shopper = await proven(at, await newShopper(at));
    const { secret, otpauth_url } = (await post("totp", shopper.as)).body;
    expect(otpauth_url)
      .to.match(/^otpauth:\/\/totp\//)
      .and.contain(secret);
    const enabled = await post("totp/confirm", shopper.as, { code: codeAt(secret, -1) });
    expect(enabled.status, enabled.text).to.equal(200);
    return { shopper, secret, codes: enabled.body.recovery_codes };
  }

  it("is asked for after the right password alone, and each code is good once", async () => {
    const { shopper, secret } = await withFactor();
    const { email } = shopper;
    expect((await logIn(shop, { email, password: "not the right one" })).body.code).to.equal("invalid_credentials");
    expect((await logIn(shop, { email })).body.code).to.equal("second_factor_required");
    expect((await logIn(shop, { email, second_factor: "000000" })).body.code).to.equal("invalid_second_factor");
    const second_factor = codeAt(secret);
    expect((await logIn(shop, { email, second_factor })).status).to.equal(200);
    expect((await logIn(shop, { email, second_factor })).body.code).to.equal("invalid_second_factor");
  });

  it("is asked for by codes and resets too, which it does not use up", async () => {
    const { shopper, secret } = await withFactor();
    const { email, id } = shopper;
    // A reset undoes one of the last 72 hours.
    const aged = "UPDATE second_factors SET enabled_at = enabled_at - 300000000 WHERE store_id = ? AND customer_id = ?";
    await runSql("auth", aged, [shop.store.store_id, id]);
    const otp = await codeOf(shop, "reset-password", { email });
    const more = { new_password: "quite another long password" };
    const without = await useCode(shop, "reset-password", { email }, otp, { more });
    expect([without.status, without.body.code]).to.deep.equal([401, "second_factor_required"]);
    const both = { more: { ...more, second_factor: codeAt(secret) } };
    expect((await useCode(shop, "reset-password", { email }, otp, both)).status).to.equal(200);
  });

  it("has ten recovery codes, each good once", async () => {
    const { shopper, codes } = await withFactor();
    expect(new Set(codes).size).to.equal(10);
    const login = { email: shopper.email, second_factor: (codes[0] ?? "").toUpperCase() };
    expect((await logIn(shop, login)).status).to.equal(200);
    expect((await logIn(shop, login)).body.code).to.equal("invalid_second_factor");
    const { body } = await ask("GET", "/auth/second-factor", { as: shopper.as });
    expect(body).to.deep.equal({ enabled: true, recovery_codes_left: 9 });
  });

  it("has codes that are good for one of several at the same moment, the removal of the factor among them", async () => {
    const { shopper, secret, codes } = await withFactor();
    const { email, as } = shopper;
    for (const second_factor of [codes[0], codeAt(secret)]) {
      const replies = await Promise.all([1, 2, 3, 4].map(() => logIn(shop, { email, second_factor })));
      expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 401, 401, 401]);
    }
    const body = { second_factor: codes[1] };
    const [removed, begun] = await Promise.all([post("remove", as, body), logIn(shop, { email, ...body })]);
    // Without a factor the password is enough: then both are right, one after the other.
    expect([removed.status, begun.status]).to.be.deep.oneOf([
      [204, 401],
      [204, 200],
      [401, 200],
    ]);
    const { enabled } = (await ask("GET", "/auth/second-factor", { as })).body;
    expect(enabled).to.equal(removed.status === 401);
  });

  it("is guessed eight times a day by who knows the password, and goes on for the device of its customer", async () => {
    const { shopper, secret } = await withFactor();
    const replies: string[] = [];
    for (let tries = 0; tries < 12; tries++) {
      const wrong = String((Number(codeAt(secret)) + 7_000 + tries) % 1_000_000).padStart(6, "0");
      replies.push((await logIn(shop, { email: shopper.email, second_factor: wrong }, freshNetwork())).body.code);
    }
    expect(replies.filter((code) => code === "invalid_second_factor").length).to.equal(8);
    expect(replies.at(-1)).to.equal("rate_limited");
    const own = await logIn(shop, { email: shopper.email, second_factor: codeAt(secret) });
    expect(own.status, own.text).to.equal(200);
  });

  it("is removed with its own code only, and set up by nobody else", async () => {
    const { shopper, secret } = await withFactor();
    expect((await post("totp", shopper.as)).body.code).to.equal("second_factor_exists");
    expect((await post("remove", shopper.as, {})).body.code).to.equal("second_factor_required");
    expect((await post("remove", shopper.as, { second_factor: "000000" })).body.code).to.equal("invalid_second_factor");
    expect((await post("remove", shopper.as, { second_factor: codeAt(secret) })).status).to.equal(204);
    expect((await logIn(shop, { email: shopper.email })).status).to.equal(200);
  });

  it("is told of to every proven address when it is added or removed, and when its recovery codes are used or renewed", async () => {
    const { shopper, secret, codes } = await withFactor();
    const { email, phone, as } = shopper;
    expect((await logIn(shop, { email, second_factor: codes[0] })).status).to.equal(200);
    const { recovery_codes } = (await post("recovery-codes", as, { second_factor: codeAt(secret) })).body;
    expect((await post("remove", as, { second_factor: recovery_codes[0] })).status).to.equal(204);
    const expected = [
      /authenticator was added/,
      /recovery code of your account was used/,
      /new recovery codes were made/i,
      /authenticator was removed|no longer takes a code of an authenticator/,
    ];
    for (const address of [email, phone]) {
      const told = await until(async () => {
        const texts: string[] = (await mailTo(address)).map(({ text }) => text);
        return expected.every((each) => texts.some((text) => each.test(text))) ? texts : undefined;
      });
      for (const text of told)
        for (const each of [secret, ...codes, ...recovery_codes]) expect(text).to.not.contain(each);
    }
  });

  it("is confirmed once, also by requests at the same moment: nobody's recovery codes are replaced unseen", async () => {
    for (let turn = 0; turn < 4; turn++) {
      const { as } = await newShopper(shop);
      const { secret } = (await post("totp", as)).body;
      const replies = await Promise.all([1, 2, 3].map(() => post("totp/confirm", as, { code: codeAt(secret) })));
      expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409]);
      expect((await post("totp", as)).body.code).to.equal("second_factor_exists");
    }
  });

  it("that a stranger planted ends with the first proof of the address", async () => {
    const other = await newShopper(shop);
    const { secret } = (await post("totp", other.as)).body;
    await post("totp/confirm", other.as, { code: codeAt(secret, -1) });
    const otp = await codeOf(shop, "login", { email: other.email });
    const reply = await useCode(shop, "login", { email: other.email }, otp);
    expect([reply.status, reply.body.user?.email], reply.text).to.deep.equal([200, other.email]);
  });

  it("is required where the store says so: without one nothing but its setup is open", async () => {
    const strict = await newShop();
    const { store_id } = strict.store;
    const settings = { sign_in: { second_factor: "required" as const } };
    await act("stores.setSettings", { store_id, settings, idempotency_key: `strict-${store_id}` });
    const shopper = await newShopper(strict);
    const profile = () => ask("GET", `/auth/user/${shopper.id}`, { as: shopper.as });
    const refused = await until(async () => {
      const { status, body } = await profile();
      return status === 403 ? body : undefined;
    });
    expect(refused.code).to.equal("second_factor_setup_required");
    const { email, as } = shopper;
    const other = { otp_action: "update-email", email: freshEmail() };
    for (const asked of [other, { otp_action: "verify-email", email }])
      expect((await askAuth(strict, "generate-otp", asked, { as })).body.code).to.equal("second_factor_setup_required");
    expect((await askAuth(strict, "generate-otp", { otp_action: "confirm", email }, { as })).status).to.equal(202);
    const { secret } = (await post("totp", shopper.as)).body;
    await post("totp/confirm", shopper.as, { code: codeAt(secret, -1) });
    expect((await profile()).status).to.equal(200);
    const again = await logIn(strict, { email: shopper.email, second_factor: codeAt(secret) });
    expect((await ask("GET", `/auth/user/${shopper.id}`, { as: bearerOf(again.body) })).status).to.equal(200);
  });
});

describe("tokens that are issued elsewhere, where the store requires a second factor", () => {
  let strict: Shop;
  let shopper: Shopper;
  before(async () => {
    strict = await newShop();
    const { store_id } = strict.store;
    const settings = { sign_in: { second_factor: "required" as const } };
    await act("stores.setSettings", { store_id, settings, idempotency_key: `elsewhere-${store_id}` });
    shopper = await newShopper(strict);
    await until(async () => (await profileStatus(shopper, shopper.as)) === 403);
  });

  const points = (as: Record<string, string>) => ask("GET", `/api/v1/customers/${shopper.id}/loyalty`, { as });

  it("open what their issuer says: whoever issues them asks for the second factor", async () => {
    const { store_id } = strict.store;
    const bare = signToken("storefront", { sub: shopper.id, store_id }, 600);
    expect(await profileStatus(shopper, { Authorization: `Bearer ${bare}` })).to.equal(200);
    expect((await points(staffOf(strict.store, ["customer"], shopper.id))).status).to.equal(200);
  });

  it("are not had by a session here: its token opens no other surface, before and after its setup", async () => {
    expect((await points(shopper.as)).status).to.equal(401);
    expect(await profileStatus(shopper, shopper.as)).to.equal(403);
  });
});

describe("passwords that were stolen elsewhere", () => {
  it("are refused where a list is named, which learns five digits of a hash", async () => {
    const stolen = "correct horse battery staple";
    const hash = createHash("sha1").update(stolen).digest("hex").toUpperCase();
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end(`${"0".repeat(35)}:0\r\n${hash.slice(5)}:7\r\n`);
    }).listen(0, "127.0.0.1");
    await until(() => server.listening);
    const { port } = server.address() as AddressInfo;
    const beside = await product().startBeside({
      BREACHED_PASSWORDS_URL: `http://127.0.0.1:${port}/range`,
      // Of another process's settings this gateway would hear nothing: it asks its own services first.
      ...(product().profile === "distributed" ? { SERVICES: "api,orchestra,auth" } : {}),
    });
    try {
      const register = (password: string) =>
        askBeside(beside, "POST", "/auth/register", {
          headers: { "X-Store-Id": "22" },
          body: { email: freshEmail(), password, first_name: "Ann", last_name: "Lee" },
        });
      // On the distributed profile its own services may start after its gateway: until then it asks those of others.
      const refused = await until(async () => {
        const reply = await register(stolen);
        return reply.status === 201 ? undefined : reply;
      });
      expect([refused.status, refused.body.code]).to.deep.equal([422, "password_breached"]);
      expect((await register("a password in no list at all")).status).to.equal(201);
      expect(asked[0]).to.equal(`/range/${hash.slice(0, 5)}`);
      server.close();
      server.closeAllConnections();
      expect((await register(stolen)).status, "without an answer").to.equal(201);
    } finally {
      server.close();
      await beside.stop();
    }
    expect(
      (
        await askAuth(await newShop(), "register", {
          email: freshEmail(),
          password: stolen,
          first_name: "A",
          last_name: "B",
        })
      ).status,
      "without a list",
    ).to.equal(201);
  });
});
