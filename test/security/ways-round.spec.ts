import { expect } from "chai";
import { bearerOf, codeOf, freshNetwork, logIn, proven, useCode } from "../support/harness/attack.ts";
import { act, ask } from "../support/harness/index.ts";
import { newCustomer, newShop, type Shop, staffOf } from "../support/harness/shop.ts";
import { askAuth, freshEmail, freshPhone, goodPassword, mailTo, newShopper } from "../support/harness/shopper.ts";
import { until } from "../support/until.ts";

describe("ways round proof of an address", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  /** Imports a file of customers that changes those who are there; returns its end. */
  async function imported(file: string) {
    const headers = { "Content-Type": "text/csv" };
    const sent = await shop.ask("POST", "/customers/import?existing=update", { raw: file, headers });
    const location = sent.headers.get("location") ?? "";
    return until(async () => {
      const { body } = await ask("GET", location, { as: shop.merchant });
      return body.status === "completed" ? body : undefined;
    });
  }

  it("a file of the merchant changes no address of who signs in, and proves none", async () => {
    const victim = await proven(shop, await newShopper(shop));
    const unproven = await newShopper(shop);
    const [email, phone] = [freshEmail(), freshPhone()];
    const known = await newCustomer(shop, { email: freshEmail() });
    const done = await imported(
      [
        "email,phone,first_name,email_verified,phone_verified",
        `${victim.email},${phone},Eve,,`,
        `${email},${victim.phone},Eve,,`,
        `${unproven.email},,Eve,true,`,
        `${victim.email},,Eve,false,`,
        `${victim.email},${victim.phone},Ann,,`,
        `${known.email},${phone},Known,,`,
      ].join("\n"),
    );
    expect(done).to.include({ updated: 2, created: 0, refused: 4 });
    const profile = (await ask("GET", `/auth/user/${victim.id}`, { as: victim.as })).body;
    expect(profile).to.include({ email: victim.email, phone: victim.phone, email_verified: true, first_name: "Ann" });
    expect((await ask("GET", `/auth/user/${unproven.id}`, { as: unproven.as })).body.email_verified).to.equal(false);
  });

  /** Has the merchant add somebody, whose addresses they call verified. */
  const vouching = {
    "a file": async (email: string, phone: string) => {
      const file = `email,phone,first_name,email_verified,phone_verified\n${email},${phone},Ann,true,true`;
      expect(await imported(file)).to.include({ created: 1, refused: 0 });
    },
    "a file that changes who is there": async (email: string, phone: string) => {
      await newCustomer(shop, { email, phone });
      const file = `email,phone,first_name,email_verified,phone_verified\n${email},${phone},Ann,true,true`;
      expect(await imported(file)).to.include({ updated: 1, refused: 0 });
    },
    "a request": async (email: string, phone: string) => {
      await newCustomer(shop, { email, phone, email_verified: true, phone_verified: true });
    },
  };
  for (const [what, vouch] of Object.entries(vouching)) {
    it(`what ${what} of the merchant calls verified is shown so and proves nothing: of two people one signs in`, async () => {
      const [email, phone] = [freshEmail(), freshPhone()];
      await vouch(email, phone);
      const stranger = await useCode(shop, "login", { phone }, await codeOf(shop, "login", { phone }));
      expect(stranger.body.user, stranger.text).to.include({ email, email_verified: true, phone_verified: true });
      const before = (await mailTo(email)).length;
      const asked = { otp_action: "login", email };
      expect((await askAuth(shop, "generate-otp", asked, { headers: freshNetwork() })).status).to.equal(202);
      // What was asked for later has come.
      const { email: later } = await newCustomer(shop, { email: freshEmail() });
      await codeOf(shop, "login", { email: later });
      expect(await mailTo(email)).to.have.length(before);
      const as = bearerOf(stranger.body);
      const otp = await codeOf(shop, "reset-password", { phone });
      const more = { new_password: goodPassword };
      expect((await useCode(shop, "reset-password", { phone }, otp, { more })).status).to.equal(200);
      expect((await ask("GET", "/auth/sessions", { as })).status, "ended by the reset").to.equal(401);
      await until(async () => (await mailTo(phone)).some(({ text }) => /password was changed/.test(text)));
      expect(await mailTo(email), "nobody there has proven it").to.have.length(before);
    });
  }

  it("two people who prove two addresses of one customer at the same moment do not share it: one is refused", async () => {
    for (let turn = 0; turn < 4; turn++) {
      const contacts = [{ email: freshEmail() }, { phone: freshPhone() }];
      await newCustomer(shop, Object.assign({}, ...contacts));
      const codes = await Promise.all(contacts.map((contact) => codeOf(shop, "login", contact, {}, freshNetwork())));
      const replies = await Promise.all(
        contacts.map((contact, index) =>
          useCode(shop, "login", contact, codes[index] ?? "", { headers: freshNetwork() }),
        ),
      );
      // Both are, where one ends what was set before while the other has yet to begin a session.
      expect(replies.map(({ status }) => status).sort()).to.satisfy(([first, second]: number[]) => {
        return (first === 200 || first === 401) && second === 401;
      });
    }
  });

  it("a file takes no proof away, and a proof of what it called verified is one", async () => {
    const [email, phone] = [freshEmail(), freshPhone()];
    await newCustomer(shop, { email, phone, email_verified: true });
    const unsaid = { otp_action: "login", phone };
    await askAuth(shop, "generate-otp", unsaid, { headers: freshNetwork() });
    expect((await useCode(shop, "login", { email }, await codeOf(shop, "login", { email }))).status).to.equal(200);
    expect(await mailTo(phone), "beside one that is called verified").to.deep.equal([]);
    const file = `email,first_name,email_verified\n${email},Ann,true`;
    expect(await imported(file)).to.include({ refused: 0 });
    const otp = await codeOf(shop, "reset-password", { email });
    const more = { new_password: goodPassword };
    expect((await useCode(shop, "reset-password", { email }, otp, { more })).status).to.equal(200);
    await until(async () => (await mailTo(email)).some(({ text }) => /password was changed/.test(text)));
  });

  it("who has proven an address is an account, also without a password and long after the last sign-in", async () => {
    const { id, email } = await newCustomer(shop, { email: freshEmail() });
    await useCode(shop, "login", { email }, await codeOf(shop, "login", { email }));
    const { store_id, tenant_id } = shop.store;
    await act("auth.dropCredentials", { idempotency_key: `gone-${id}`, store_id, tenant_id, customer_id: id });
    const other = freshEmail();
    const as = staffOf(shop.store, ["tenant_admin"]);
    expect((await ask("PUT", `/api/v1/customers/${id}`, { as, body: { email: other } })).status).to.equal(200);
    expect((await ask("GET", `/api/v1/customers/${id}`, { as })).body.email).to.equal(email);
  });

  const oddEmails = {
    "an invisible character in the domain": (email: string) => email.replace("example", "ex\u00adample"),
    "an invisible character in the name": (email: string) => email.replace("@", "\u200b@"),
    "full-width letters": (email: string) => `\uff50${email.slice(1)}`,
    "a full-width domain": (email: string) => email.replace("example", "\uff45xample"),
  };
  for (const [what, oddOf] of Object.entries(oddEmails)) {
    it(`no second address of one mailbox is made by ${what}`, async () => {
      const person = { email: oddOf(freshEmail()), password: goodPassword, first_name: "A", last_name: "B" };
      const reply = await askAuth(shop, "register", person, { headers: freshNetwork() });
      expect([reply.status, reply.body.code]).to.deep.equal([400, "validation_error"]);
    });
  }

  it("many accounts mail one stranger no more than ten times in an hour", async () => {
    const email = freshEmail();
    const replies = await Promise.all(
      Array.from({ length: 13 }, async () => {
        const { id, as } = await newShopper(shop);
        return ask("PUT", `/auth/user/${id}`, { as, body: { email } });
      }),
    );
    expect(replies.filter(({ status }) => status === 200)).to.have.length(10);
    expect(replies.filter(({ status }) => status === 429)).to.have.length(3);
    await until(async () => (await mailTo(email)).length === 10);
  });

  const spoofed = {
    "a port beside it": ["203.0.113.5:1001", "203.0.113.5"],
    "brackets and a port": ['"[2001:db8:9:9::1]:443"', "2001:db8:9:9::1"],
    "what the client wrote before it": ["198.51.100.1, 203.0.113.6", "203.0.113.6"],
  } as const;
  for (const [what, [header, ip]] of Object.entries(spoofed)) {
    it(`a client is the same in X-Forwarded-For with ${what}`, async () => {
      const { email } = await newShopper(shop);
      const { body } = await logIn(shop, { email }, { "X-Forwarded-For": header });
      const { sessions } = (await ask("GET", "/auth/sessions", { as: bearerOf(body) })).body;
      expect(sessions.find(({ is_current }: { is_current: boolean }) => is_current).ip).to.equal(ip);
    });
  }
});
