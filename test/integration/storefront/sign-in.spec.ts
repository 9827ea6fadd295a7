import { expect } from "chai";
import { ask } from "../../support/harness/index.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";
import { askAuth, bearerOf, freshEmail, freshPhone, goodPassword, newShopper } from "../../support/harness/shopper.ts";
import { until } from "../../support/until.ts";

describe("sign-in", () => {
  let shop: Shop;
  let other: Shop;
  before(async () => {
    [shop, other] = await Promise.all([newShop(), newShop()]);
  });

  const logIn = (body: object, at = shop) => askAuth(at, "login", { password: goodPassword, ...body });
  const profile = async ({ id }: { id: string }, as: Record<string, string>) =>
    (await ask("GET", `/auth/user/${id}`, { as })).status;

  describe("registration", () => {
    it("creates a customer visible to the merchant and returns working tokens", async () => {
      const body = { email: "", password: goodPassword, first_name: "Rahim", last_name: "", phone: freshPhone() };
      body.email = freshEmail();
      const {
        status,
        body: created,
        headers,
      } = await askAuth(shop, "register", { ...body, email: body.email.toUpperCase() });
      expect(status).to.equal(201);
      expect(headers.get("cache-control")).to.contain("no-store");
      expect(created).to.include({ token_type: "Bearer", expires_in: 900 });
      const { password: _password, ...shown } = body;
      expect(created.user).to.include({ ...shown, email_verified: false, phone_verified: false, pending_email: null });
      expect(await profile(created.user, bearerOf(created))).to.equal(200);
      const seen = await shop.ask("GET", `/customers/${created.user.id}`);
      expect(seen.body).to.include({ ...shown, registration_source: "EMAIL_PASSWORD", status: "active" });
    });

    it("refuses an email or number in use and does not reserve the other one", async () => {
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

    it("creates one account under concurrent requests with the same email", async () => {
      const email = freshEmail();
      const replies = await Promise.all(
        [1, 2, 3, 4].map((n) =>
          askAuth(shop, "register", { email, password: `${goodPassword} ${n}`, first_name: "A", last_name: "B" }),
        ),
      );
      expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
      const winner = replies.findIndex(({ status }) => status === 201) + 1;
      expect((await logIn({ email, password: `${goodPassword} ${winner}` })).status).to.equal(200);
    });

    it("refuses passwords that are short, common or equal to the email", async () => {
      const base = { email: freshEmail(), first_name: "A", last_name: "B" };
      const short = await askAuth(shop, "register", { ...base, password: "123456789" });
      expect([short.status, short.body.details[0].path]).to.deep.equal([400, "password"]);
      for (const password of ["password1234", base.email, "aaaaaaaaaaaaa"]) {
        const { status, body } = await askAuth(shop, "register", { ...base, password });
        expect([status, body.code], password).to.deep.equal([422, "password_too_weak"]);
      }
      expect((await logIn({ email: base.email })).body.code).to.equal("invalid_credentials");
    });

    it("requires an existing store, named by id or domain", async () => {
      const body = { email: freshEmail(), password: goodPassword, first_name: "A", last_name: "B" };
      const at = (store?: string) =>
        ask("POST", "/auth/register", { body, headers: store ? { "X-Store-Id": store } : {} });
      expect((await at()).body.details[0].path).to.equal("X-Store-Id");
      expect((await at("-1")).status).to.equal(400);
      expect((await at("999999999")).body.code).to.equal("store_not_found");
      expect((await at(shop.store.domain_id)).status).to.equal(201);
    });

    it("names missing and unknown fields", async () => {
      const { body } = await askAuth(shop, "register", { email: "x", role: "admin", tenant_id: "ten_other" });
      const paths = body.details.map(({ path }: { path: string }) => path);
      expect(paths).to.include.members(["email", "password", "first_name", "last_name", "role", "tenant_id"]);
    });
  });

  describe("with a password", () => {
    it("accepts the email or the phone number in any notation", async () => {
      const { id, email, phone } = await newShopper(shop);
      for (const login of [{ email }, { email: email.toUpperCase() }, { phone }, { phone: `0${phone.slice(4)}` }]) {
        const { status, body } = await logIn(login);
        expect([status, body.user?.id], JSON.stringify(login)).to.deep.equal([200, id]);
        expect(await profile(body.user, bearerOf(body))).to.equal(200);
      }
    });

    it("gives the same error for a wrong password, an unknown account and no password", async () => {
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

    it("accepts the first demo customer", async () => {
      const body = { email: "rahim@example.com", password: "demo password" };
      const reply = await ask("POST", "/auth/login", { body, headers: { "X-Store-Id": "dom_demo" } });
      expect([reply.status, reply.body.user?.first_name]).to.deep.equal([200, "Rahim"]);
    });

    it("requires either email or phone, and no other fields", async () => {
      const { email, phone } = await newShopper(shop);
      for (const login of [{}, { email, phone }, { email, otp: "123456" }])
        expect((await logIn(login)).status, JSON.stringify(login)).to.equal(400);
    });

    it("keeps the same email in two stores apart", async () => {
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

    it("is refused for a disabled customer, whose sessions end", async () => {
      const { id, email, as } = await newShopper(shop);
      await shop.ask("PUT", `/customers/${id}`, { body: { enabled: false } });
      expect((await logIn({ email })).body.code).to.equal("invalid_credentials");
      await until(async () => (await profile({ id }, as)) === 401);
      await shop.ask("PUT", `/customers/${id}`, { body: { enabled: true } });
      expect((await logIn({ email })).status).to.equal(200);
    });

    it("is refused for an erased customer, whose email can be registered again", async () => {
      const { id, email, as } = await newShopper(shop);
      expect((await shop.ask("DELETE", `/customers/${id}`)).status).to.equal(204);
      expect((await logIn({ email })).body.code).to.equal("invalid_credentials");
      await until(async () => (await profile({ id }, as)) === 401);
      expect((await newShopper(shop, { email })).id).to.not.equal(id);
    });
  });

  describe("refresh", () => {
    const refresh = (refresh_token: string, headers = {}) =>
      ask("POST", "/auth/refresh", { body: { refresh_token }, headers });

    it("accepts a refresh token once and ends the session when it is reused", async () => {
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

    it("is limited to the token's store", async () => {
      const { tokens } = await newShopper(shop);
      const refreshIn = (name: string | number) => refresh(tokens.refresh_token, { "X-Store-Id": String(name) });
      expect((await refreshIn(other.store.store_id)).status).to.equal(401);
      expect((await refreshIn(999_999_999)).status).to.equal(404);
      expect((await refreshIn("x")).status).to.equal(400);
      expect((await refreshIn(shop.store.domain_id)).status).to.equal(200);
    });

    it("refuses anything but a refresh token", async () => {
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

  describe("sign-out", () => {
    it("revokes the session of the access token", async () => {
      const { id, as, tokens } = await newShopper(shop);
      const out = await ask("POST", "/auth/logout", { as });
      expect([out.status, out.text]).to.deep.equal([204, ""]);
      expect(await profile({ id }, as)).to.equal(401);
      expect((await ask("POST", "/auth/refresh", { body: { refresh_token: tokens.refresh_token } })).status).to.equal(
        401,
      );
      expect((await ask("POST", "/auth/logout", { as })).status).to.equal(401);
    });

    it("accepts the refresh token repeatedly", async () => {
      const { id, as, tokens } = await newShopper(shop);
      const body = { refresh_token: tokens.refresh_token };
      for (const _ of [1, 2]) expect((await ask("POST", "/auth/logout", { body })).status).to.equal(204);
      expect(await profile({ id }, as)).to.equal(401);
    });

    it("refuses requests without a session", async () => {
      expect((await ask("POST", "/auth/logout")).body.code).to.equal("invalid_token");
      const { id } = await newShopper(shop);
      const reply = await ask("POST", "/auth/logout", { as: shopperOf(shop.store, id) });
      expect([reply.status, reply.body.details[0].path]).to.deep.equal([400, "refresh_token"]);
    });

    it("ends another session of the same customer only", async () => {
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

  describe("password change", () => {
    const change = (as: Record<string, string>, current_password: string, new_password: string) =>
      ask("POST", "/auth/change-password", { as, body: { current_password, new_password } });
    const next = "quite another long password";

    it("ends every other session", async () => {
      const { id, email, as } = await newShopper(shop);
      const there = (await logIn({ email })).body;
      expect((await change(as, goodPassword, next)).status).to.equal(204);
      expect([await profile({ id }, as), await profile({ id }, bearerOf(there))]).to.deep.equal([200, 401]);
      expect((await logIn({ email })).status).to.equal(401);
      expect((await logIn({ email, password: next })).status).to.equal(200);
    });

    it("refuses a wrong current password and weak new passwords", async () => {
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
