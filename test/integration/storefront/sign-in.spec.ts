import { expect } from "chai";
import { ask } from "../../support/harness/index.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";
import { askAuth, bearerOf, freshEmail, freshPhone, goodPassword, newShopper } from "../../support/harness/shopper.ts";
import { until } from "../../support/until.ts";

describe("shoppers sign in", () => {
  let shop: Shop;
  let other: Shop;
  before(async () => {
    [shop, other] = await Promise.all([newShop(), newShop()]);
  });

  const logIn = (body: object, at = shop) => askAuth(at, "login", { password: goodPassword, ...body });
  const profile = async ({ id }: { id: string }, as: Record<string, string>) =>
    (await ask("GET", `/auth/user/${id}`, { as })).status;

  describe("by registering", () => {
    it("makes a customer whom the merchant sees, and answers tokens that open the account", async () => {
      const body = { email: "", password: goodPassword, first_name: "Rahim", last_name: "", phone: freshPhone() };
      body.email = freshEmail();
      const {
        status,
        body: answer,
        headers,
      } = await askAuth(shop, "register", { ...body, email: body.email.toUpperCase() });
      expect(status).to.equal(201);
      expect(headers.get("cache-control")).to.contain("no-store");
      expect(answer).to.include({ token_type: "Bearer", expires_in: 900 });
      const { password: _password, ...shown } = body;
      expect(answer.user).to.include({ ...shown, email_verified: false, phone_verified: false, pending_email: null });
      expect(await profile(answer.user, bearerOf(answer))).to.equal(200);
      const seen = await shop.ask("GET", `/customers/${answer.user.id}`);
      expect(seen.body).to.include({ ...shown, registration_source: "EMAIL_PASSWORD", status: "active" });
    });

    it("refuses an address or a number that somebody has, and leaves what was asked for free", async () => {
      const known = await newCustomer(shop, { email: freshEmail(), phone: freshPhone() });
      const fresh = {
        email: freshEmail(),
        password: goodPassword,
        first_name: "A",
        last_name: "B",
        phone: freshPhone(),
      };
      const byEmail = await askAuth(shop, "register", { ...fresh, email: known.email.toUpperCase() });
      expect([byEmail.status, byEmail.body.code]).to.deep.equal([409, "email_exists"]);
      const local = `0${String(known.phone).slice(4)}`;
      const byPhone = await askAuth(shop, "register", { ...fresh, phone: local });
      expect([byPhone.status, byPhone.body.code]).to.deep.equal([409, "phone_exists"]);
      expect((await askAuth(shop, "register", fresh)).status).to.equal(201);
    });

    it("lets one of many win who bring the same address at once, with a password that works", async () => {
      const email = freshEmail();
      const said = await Promise.all(
        [1, 2, 3, 4].map((n) =>
          askAuth(shop, "register", { email, password: `${goodPassword} ${n}`, first_name: "A", last_name: "B" }),
        ),
      );
      expect(said.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
      const winner = said.findIndex(({ status }) => status === 201) + 1;
      expect((await logIn({ email, password: `${goodPassword} ${winner}` })).status).to.equal(200);
    });

    it("refuses passwords that are short, common, or the address itself", async () => {
      const base = { email: freshEmail(), first_name: "A", last_name: "B" };
      const short = await askAuth(shop, "register", { ...base, password: "123456789" });
      expect([short.status, short.body.details[0].path]).to.deep.equal([400, "password"]);
      for (const password of ["password1234", base.email, "aaaaaaaaaaaaa"]) {
        const { status, body } = await askAuth(shop, "register", { ...base, password });
        expect([status, body.code], password).to.deep.equal([422, "password_too_weak"]);
      }
      expect((await logIn({ email: base.email })).body.code).to.equal("invalid_credentials");
    });

    it("needs a store, by its number or its domain, and one that there is", async () => {
      const body = { email: freshEmail(), password: goodPassword, first_name: "A", last_name: "B" };
      const at = (named?: string) =>
        ask("POST", "/auth/register", { body, headers: named ? { "X-Store-Id": named } : {} });
      expect((await at()).body.details[0].path).to.equal("X-Store-Id");
      expect((await at("-1")).status).to.equal(400);
      expect((await at("999999999")).body.code).to.equal("store_not_found");
      expect((await at(shop.store.domain_id)).status).to.equal(201);
    });

    it("refuses what is missing or unknown by its name", async () => {
      const { body } = await askAuth(shop, "register", { email: "x", role: "admin", tenant_id: "ten_other" });
      const paths = body.details.map(({ path }: { path: string }) => path);
      expect(paths).to.include.members(["email", "password", "first_name", "last_name", "role", "tenant_id"]);
    });
  });

  describe("with a password", () => {
    it("takes the address or the number, in any writing", async () => {
      const { id, email, phone } = await newShopper(shop);
      for (const named of [{ email }, { email: email.toUpperCase() }, { phone }, { phone: `0${phone.slice(4)}` }]) {
        const { status, body } = await logIn(named);
        expect([status, body.user?.id], JSON.stringify(named)).to.deep.equal([200, id]);
        expect(await profile(body.user, bearerOf(body))).to.equal(200);
      }
    });

    it("says one and the same of a wrong password, an unknown address and a customer without a password", async () => {
      const { email } = await newShopper(shop);
      const bare = await newCustomer(shop, { email: freshEmail() });
      const refused = await Promise.all([
        logIn({ email, password: "not the right one" }),
        logIn({ email: freshEmail() }),
        logIn({ phone: freshPhone() }),
        logIn({ email: bare.email }),
      ]);
      for (const { status, body } of refused) {
        const { request_id: _id, ...rest } = body;
        expect([status, rest]).to.deep.equal([401, withoutId(refused[0]?.body)]);
        expect(rest.code).to.equal("invalid_credentials");
      }
    });

    it("lets the demo's first customer in", async () => {
      const body = { email: "rahim@example.com", password: "demo password" };
      const reply = await ask("POST", "/auth/login", { body, headers: { "X-Store-Id": "dom_demo" } });
      expect([reply.status, reply.body.user?.first_name]).to.deep.equal([200, "Rahim"]);
    });

    it("names somebody by one of the two, and nothing else", async () => {
      const { email, phone } = await newShopper(shop);
      for (const named of [{}, { email, phone }, { email, otp: "123456" }])
        expect((await logIn(named)).status, JSON.stringify(named)).to.equal(400);
    });

    it("keeps one address in two stores two people", async () => {
      const email = freshEmail();
      const [here, there] = [
        await newShopper(shop, { email }),
        await newShopper(other, { email, password: "a password of the other" }),
      ];
      expect(here.id).to.not.equal(there.id);
      expect((await logIn({ email })).body.user.id).to.equal(here.id);
      expect((await logIn({ email }, other)).body.code).to.equal("invalid_credentials");
      expect((await logIn({ email, password: "a password of the other" }, other)).body.user.id).to.equal(there.id);
      expect(await profile(there, here.as), "another's account").to.equal(403);
      const elsewhere = { as: here.as, headers: { "X-Store-Id": String(other.store.store_id) } };
      expect((await ask("GET", `/auth/user/${here.id}`, elsewhere)).status).to.equal(403);
    });

    it("lets nobody in whom the merchant has disabled, and ends their sessions", async () => {
      const { id, email, as } = await newShopper(shop);
      await shop.ask("PUT", `/customers/${id}`, { body: { enabled: false } });
      expect((await logIn({ email })).body.code).to.equal("invalid_credentials");
      await until(async () => (await profile({ id }, as)) === 401);
      await shop.ask("PUT", `/customers/${id}`, { body: { enabled: true } });
      expect((await logIn({ email })).status).to.equal(200);
    });

    it("lets nobody in who was erased, and leaves their address to whoever comes", async () => {
      const { id, email, as } = await newShopper(shop);
      expect((await shop.ask("DELETE", `/customers/${id}`)).status).to.equal(204);
      expect((await logIn({ email })).body.code).to.equal("invalid_credentials");
      await until(async () => (await profile({ id }, as)) === 401);
      expect((await newShopper(shop, { email })).id).to.not.equal(id);
    });
  });

  describe("and go on", () => {
    const refresh = (refresh_token: string, headers = {}) =>
      ask("POST", "/auth/refresh", { body: { refresh_token }, headers });

    it("by a refresh token that is good once; shown again it ends the session at once", async () => {
      const { id, as, tokens } = await newShopper(shop);
      const next = await refresh(tokens.refresh_token);
      expect(next.status).to.equal(200);
      expect(next.headers.get("cache-control")).to.contain("no-store");
      expect(next.body.user.id).to.equal(id);
      expect(await profile({ id }, bearerOf(next.body))).to.equal(200);
      const again = await refresh(tokens.refresh_token);
      expect([again.status, again.body.code]).to.deep.equal([401, "invalid_token"]);
      for (const each of [as, bearerOf(next.body)]) expect(await profile({ id }, each)).to.equal(401);
      expect((await refresh(next.body.refresh_token)).status).to.equal(401);
    });

    it("in the store that the token is of, which may be named and then must be", async () => {
      const { tokens } = await newShopper(shop);
      const named = (name: string | number) => refresh(tokens.refresh_token, { "X-Store-Id": String(name) });
      expect((await named(other.store.store_id)).status).to.equal(401);
      expect((await named(999_999_999)).status).to.equal(404);
      expect((await named("x")).status).to.equal(400);
      expect((await named(shop.store.domain_id)).status).to.equal(200);
    });

    it("not by what is no refresh token", async () => {
      const { tokens } = await newShopper(shop);
      for (const token of [tokens.access_token.slice(0, 200), "sx_rt_x"])
        expect((await refresh(token)).body.code).to.equal("invalid_token");
      expect((await ask("POST", "/auth/refresh", { body: {} })).status).to.equal(400);
      expect(
        (await ask("GET", `/auth/user/${tokens.user.id}`, { as: { Authorization: `Bearer ${tokens.refresh_token}` } }))
          .status,
      ).to.equal(401);
    });
  });

  describe("and out", () => {
    it("by the access token, which opens nothing from then on", async () => {
      const { id, as, tokens } = await newShopper(shop);
      const out = await ask("POST", "/auth/logout", { as });
      expect([out.status, out.text]).to.deep.equal([204, ""]);
      expect(await profile({ id }, as)).to.equal(401);
      expect((await ask("POST", "/auth/refresh", { body: { refresh_token: tokens.refresh_token } })).status).to.equal(
        401,
      );
      expect((await ask("POST", "/auth/logout", { as })).status).to.equal(401);
    });

    it("by the refresh token, as often as it is said", async () => {
      const { id, as, tokens } = await newShopper(shop);
      const body = { refresh_token: tokens.refresh_token };
      for (const _ of [1, 2]) expect((await ask("POST", "/auth/logout", { body })).status).to.equal(204);
      expect(await profile({ id }, as)).to.equal(401);
    });

    it("not without a token, nor by one that belongs to no session", async () => {
      expect((await ask("POST", "/auth/logout")).body.code).to.equal("invalid_token");
      const { id } = await newShopper(shop);
      const reply = await ask("POST", "/auth/logout", { as: shopperOf(shop.store, id) });
      expect([reply.status, reply.body.details[0].path]).to.deep.equal([400, "refresh_token"]);
    });

    it("anywhere that they are signed in, and nowhere else", async () => {
      const { id, email, as, tokens } = await newShopper(shop);
      const there = (await logIn({ email }, shop)).body;
      const stranger = await newShopper(shop);
      const listed = await ask("GET", "/auth/sessions", { as, headers: { "User-Agent": "Mocha" } });
      expect(listed.body.sessions).to.have.length(2);
      const [mine, theirs] = [true, false].map((is_current) =>
        listed.body.sessions.find((session: { is_current: boolean }) => session.is_current === is_current),
      );
      expect((await ask("DELETE", `/auth/sessions/${mine.id}`, { as: stranger.as })).body.code).to.equal(
        "session_not_found",
      );
      const keyed = { as, headers: { "Idempotency-Key": theirs.id } };
      expect((await ask("DELETE", `/auth/sessions/${theirs.id}`, keyed)).status).to.equal(204);
      const replay = await ask("DELETE", `/auth/sessions/${theirs.id}`, keyed);
      expect([replay.status, replay.headers.get("idempotency-replayed")]).to.deep.equal([204, "true"]);
      expect((await ask("DELETE", `/auth/sessions/${theirs.id}`, { as })).status).to.equal(404);
      expect(await profile({ id }, bearerOf(there))).to.equal(401);
      expect(await profile({ id }, bearerOf(tokens))).to.equal(200);
      expect((await ask("GET", "/auth/sessions", { as })).body.sessions).to.have.length(1);
    });
  });

  describe("and change their password", () => {
    const change = (as: Record<string, string>, current_password: string, new_password: string) =>
      ask("POST", "/auth/change-password", { as, body: { current_password, new_password } });
    const next = "quite another long password";

    it("by the old one, which ends every other session", async () => {
      const { id, email, as } = await newShopper(shop);
      const there = (await logIn({ email })).body;
      expect((await change(as, goodPassword, next)).status).to.equal(204);
      expect([await profile({ id }, as), await profile({ id }, bearerOf(there))]).to.deep.equal([200, 401]);
      expect((await logIn({ email })).status).to.equal(401);
      expect((await logIn({ email, password: next })).status).to.equal(200);
    });

    it("not by a wrong one, and not to one that is weak", async () => {
      const { as, email } = await newShopper(shop);
      expect((await change(as, "not the right one", next)).body).to.include({
        status: 401,
        code: "invalid_credentials",
      });
      expect((await change(as, goodPassword, "password1234")).body.code).to.equal("password_too_weak");
      expect((await change(as, goodPassword, email)).body.code).to.equal("password_too_weak");
      expect((await change(as, goodPassword, "short")).status).to.equal(400);
      expect((await change({}, goodPassword, next)).status).to.equal(401);
      expect((await logIn({ email })).status).to.equal(200);
    });
  });
});

function withoutId({ request_id: _id, ...rest }: Record<string, unknown> = {}): Record<string, unknown> {
  return rest;
}
