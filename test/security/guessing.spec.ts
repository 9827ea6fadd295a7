import { expect } from "chai";
import { codeOf, freshNetwork, logIn, proven, useCode, wrongOf } from "../support/harness/attack.ts";
import { ask } from "../support/harness/index.ts";
import { newCustomer, newShop, type Shop } from "../support/harness/shop.ts";
import { askAuth, freshEmail, freshPhone, goodPassword, mailTo, newShopper } from "../support/harness/shopper.ts";
import { until } from "../support/until.ts";

// The product under test runs with RATE_LIMIT=off.
describe("guessing", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const codes = (replies: { status: number; body: { code: string } }[]) =>
    Object.fromEntries(
      Object.entries(Object.groupBy(replies, ({ body }) => body.code)).map(([code, all = []]) => [code, all.length]),
    );

  it("stops at an address after 20 codes a day, however many networks and codes there are", async () => {
    const { email } = await newCustomer(shop, { email: freshEmail() });
    const replies = [];
    for (let network = 0; network < 12; network++) {
      const from = freshNetwork();
      const otp = await codeOf(shop, "login", { email }, {}, from);
      for (let tries = 0; tries < 4; tries++)
        replies.push(await useCode(shop, "login", { email }, wrongOf(otp, 1 + tries), { headers: from }));
      if (network < 11) continue;
      const right = await useCode(shop, "login", { email }, otp, { headers: from });
      expect([right.status, right.body.code], "even the right one").to.deep.equal([429, "rate_limited"]);
      expect(Number(right.headers.get("retry-after"))).to.be.above(60);
    }
    expect(codes(replies)).to.deep.equal({ invalid_otp: 20, rate_limited: 28 });
  });

  it("is counted over email and phone of one account together, which no answer tells", async () => {
    const { email, phone } = await newCustomer(shop, { email: freshEmail(), phone: freshPhone() });
    for (const contact of [{ email }, { phone }]) {
      for (let network = 0; network < 4; network++) {
        const headers = freshNetwork();
        const otp = await codeOf(shop, "login", contact, {}, headers);
        for (let tries = 0; tries < 4; tries++)
          await useCode(shop, "login", contact, wrongOf(otp, 1 + tries), { headers });
      }
    }
    const headers = freshNetwork();
    const otp = await codeOf(shop, "login", { phone }, {}, headers);
    const right = await useCode(shop, "login", { phone }, otp, { headers });
    expect([right.status, right.body.code]).to.deep.equal([401, "invalid_otp"]);
  });

  it("by strangers leaves the holder their code, and codes for a reset", async () => {
    const { id, email } = await newShopper(shop);
    const otp = await codeOf(shop, "login", { email });
    for (let network = 0; network < 8; network++) {
      const headers = freshNetwork();
      for (let tries = 0; tries < 4; tries++)
        await useCode(shop, "login", { email }, wrongOf(otp, 1 + tries), { headers });
      await askAuth(shop, "generate-otp", { otp_action: "login", email }, { headers });
    }
    expect((await useCode(shop, "login", { email }, otp)).body.user.id).to.equal(id);
    const reset = await codeOf(shop, "reset-password", { email });
    const more = { new_password: "quite another long password" };
    expect((await useCode(shop, "reset-password", { email }, reset, { more })).status).to.equal(200);
  });

  it("passwords stops after ten at an address, and not for a device or network that is known", async () => {
    const { email, tokens } = await newShopper(shop);
    const replies = [];
    for (let tries = 0; tries < 16; tries++)
      replies.push(await logIn(shop, { email, password: `wrong ${tries}` }, freshNetwork()));
    expect(codes(replies)).to.deep.equal({ invalid_credentials: 10, rate_limited: 6 });
    const stranger = await logIn(shop, { email }, freshNetwork());
    expect(stranger.status, "the right one from elsewhere").to.equal(429);
    const device = { ...freshNetwork(), "X-Device-Token": tokens.device_token };
    expect((await logIn(shop, { email }, device)).status, "a known device elsewhere").to.equal(200);
    expect((await logIn(shop, { email })).status, "a known network").to.equal(200);
  });

  it("passwords stops for a known device too, and one customer's device is a stranger to another", async () => {
    const [one, two] = [await newShopper(shop), await newShopper(shop)];
    const device = { ...freshNetwork(), "X-Device-Token": one.tokens.device_token };
    const replies = [];
    for (let tries = 0; tries < 12; tries++)
      replies.push(await logIn(shop, { email: one.email, password: `wrong ${tries}` }, device));
    expect(codes(replies)).to.deep.equal({ invalid_credentials: 10, rate_limited: 2 });
    const others = [];
    for (let tries = 0; tries < 12; tries++)
      others.push(
        await logIn(
          shop,
          { email: two.email, password: `wrong ${tries}` },
          { ...freshNetwork(), "X-Device-Token": one.tokens.device_token },
        ),
      );
    expect(codes(others)).to.deep.equal({ invalid_credentials: 10, rate_limited: 2 });
  });

  it("the password of a session stops after ten, at confirming and at changing it", async () => {
    const { as } = await newShopper(shop);
    const replies = [];
    for (let tries = 0; tries < 6; tries++) {
      replies.push(await ask("POST", "/auth/confirm", { as, body: { password: `wrong ${tries}` } }));
      const body = { current_password: `wrong ${tries}`, new_password: "quite another long password" };
      replies.push(await ask("POST", "/auth/change-password", { as, body }));
    }
    expect(codes(replies)).to.deep.equal({ invalid_credentials: 10, rate_limited: 2 });
    expect((await ask("POST", "/auth/confirm", { as, body: { password: goodPassword } })).status).to.equal(429);
  });

  it("is the same for an address of nobody", async () => {
    const nobody = freshEmail();
    const guesses = [];
    const passwords = [];
    for (let tries = 0; tries < 24; tries++) {
      const headers = freshNetwork();
      guesses.push(await useCode(shop, "login", { email: nobody }, "000000", { headers }));
      passwords.push(await logIn(shop, { email: nobody }, headers));
    }
    expect(codes(guesses)).to.deep.equal({ invalid_otp: 20, rate_limited: 4 });
    expect(codes(passwords)).to.deep.equal({ invalid_credentials: 10, rate_limited: 14 });
  });

  it("is limited for a network over all addresses: an IPv6 /64 is one", async () => {
    const own = await newShop();
    const replies = await Promise.all(
      Array.from({ length: 230 }, (_, n) =>
        useCode(own, "login", { email: freshEmail() }, "000000", {
          headers: { "X-Forwarded-For": `2001:db8:7:7::${n.toString(16)}` },
        }),
      ),
    );
    expect(codes(replies)).to.deep.equal({ invalid_otp: 200, rate_limited: 30 });
    const next = { headers: { "X-Forwarded-For": "2001:db8:7:8::1" } };
    expect((await useCode(own, "login", { email: freshEmail() }, "000000", next)).status).to.equal(401);
  });

  it("mails no more than ten strangers in an hour for one account", async () => {
    const { id, as } = await newShopper(shop);
    const replies = [];
    const addresses = Array.from({ length: 14 }, freshEmail);
    for (const email of addresses) replies.push(await ask("PUT", `/auth/user/${id}`, { as, body: { email } }));
    expect(replies.map(({ status }) => status)).to.deep.equal([...Array(10).fill(200), ...Array(4).fill(429)]);
    await until(async () => (await mailTo(addresses[9] ?? "")).length === 1);
    for (const email of addresses.slice(10)) expect(await mailTo(email)).to.deep.equal([]);
  });

  it("sends no more than 50 texts in an hour to another country, and those at home go on", async () => {
    const own = await newShop();
    const sent = await Promise.all(
      Array.from({ length: 54 }, async (_, n) => {
        const phone = `+4366012345${String(n).padStart(2, "0")}`;
        await newCustomer(own, { phone });
        await askAuth(own, "generate-otp", { otp_action: "login", phone }, { headers: freshNetwork() });
        return phone;
      }),
    );
    const { phone } = await newCustomer(own, { phone: freshPhone() });
    await codeOf(own, "login", { phone }, {}, freshNetwork());
    const reached = async () => (await Promise.all(sent.map(mailTo))).filter((messages) => messages.length > 0).length;
    await until(async () => (await reached()) === 50);
  });

  it("texts no more than ten notices a day about one account, and mails them all", async () => {
    const shopper = await proven(shop, await newShopper(shop));
    const { email, phone, as } = shopper;
    const passwords = [goodPassword, "quite another long password"];
    for (let turn = 0; turn < 12; turn++) {
      const [current_password, new_password] = turn % 2 === 0 ? passwords : passwords.toReversed();
      const reply = await ask("POST", "/auth/change-password", { as, body: { current_password, new_password } });
      expect(reply.status, reply.text).to.equal(204);
    }
    const told = async (address: string) =>
      (await mailTo(address)).filter(({ text }) => /password was changed/.test(text)).length;
    await until(async () => (await told(email)) === 12);
    await until(async () => (await told(phone)) === 10);
  });

  it("codes to an address stops at 20 an hour for strangers, with the same answer", async () => {
    const { email } = await newCustomer(shop, { email: freshEmail() });
    const replies = [];
    for (let n = 0; n < 24; n++)
      replies.push(await askAuth(shop, "generate-otp", { otp_action: "login", email }, { headers: freshNetwork() }));
    expect(new Set(replies.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).to.equal(1);
    await until(async () => (await mailTo(email)).length === 20);
  });
});
