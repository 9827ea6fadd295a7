import { expect } from "chai";
import { ulid } from "ulid";
import { codeOf, logIn, useCode } from "../support/harness/attack.ts";
import { ask } from "../support/harness/index.ts";
import { newShop, type Shop, staffOf } from "../support/harness/shop.ts";
import { askAuth, freshPhone, goodPassword } from "../support/harness/shopper.ts";
import { runSql } from "../support/harness/tables.ts";

describe("the spelling of an address", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const name = () => ulid().toLowerCase();
  const register = (email: string, more: object = {}) =>
    askAuth(shop, "register", { email, password: goodPassword, first_name: "Ann", last_name: "Lee", ...more });
  const idOf = async (email: string) => (await logIn(shop, { email })).body.user?.id;

  it("of one mailbox makes one customer, whether its domain is in its own script or in ASCII", async () => {
    const one = name();
    const [own, ascii] = [`${one}@bücher.example`, `${one}@xn--bcher-kva.example`];
    const { body } = await register(own);
    expect(body.user.email).to.equal(own);
    expect((await register(ascii)).body.code).to.equal("email_exists");
    expect((await register(ascii.toUpperCase())).body.code).to.equal("email_exists");
    const staff = staffOf(shop.store, ["tenant_admin"]);
    const made = [
      await shop.ask("POST", "/customers", { body: { email: ascii } }),
      await shop.askApp("POST", "/customers", { body: { name: "Ann", email: ascii, phone: freshPhone() } }),
      await ask("POST", "/api/v1/customers", { as: staff, body: { email: ascii, first_name: "A", last_name: "B" } }),
    ];
    expect(made.map(({ body: { code } }) => code)).to.deep.equal(Array(3).fill("email_exists"));
    expect(await idOf(ascii)).to.equal(body.user.id);
    const otp = await codeOf(shop, "login", { email: own });
    expect((await useCode(shop, "login", { email: ascii }, otp)).body.user.id).to.equal(body.user.id);
  });

  it("in ASCII, as it was kept before, still signs its customer in by both", async () => {
    const one = name();
    const { body } = await register(`${one}@example.com`);
    const ascii = `${one}@xn--bcher-kva.example`;
    await runSql("customers", "UPDATE customers SET email = ? WHERE public_id = ?", [ascii, body.user.id]);
    expect([await idOf(ascii), await idOf(`${one}@bücher.example`)]).to.deep.equal(Array(2).fill(body.user.id));
  });

  it("that only looks like another, or is another without its accents, is another customer's", async () => {
    const one = name();
    const alike = [
      `jose${one}@example.com`,
      `josé${one}@example.com`,
      `jøse${one}@example.com`,
      `josse${one}@example.com`,
      `joße${one}@example.com`,
      `jo\u0455e${one}@example.com`,
      `jose${one}@ex\u0430mple.com`,
      `jose${one}+x@example.com`,
    ];
    const ids: string[] = [];
    for (const email of alike) {
      const reply = await register(email);
      expect(reply.status, `${email}: ${reply.text}`).to.equal(201);
      ids.push(reply.body.user.id);
    }
    expect(new Set(ids).size).to.equal(alike.length);
    for (const [index, email] of alike.entries()) expect(await idOf(email), email).to.equal(ids[index]);
    const merchants = await shop.ask("GET", `/customers?email=${encodeURIComponent(`josé${one}@example.com`)}`);
    expect(merchants.body.data.map(({ id }: { id: string }) => id)).to.include(ids[1]);
  });

  it("in any case makes one customer, of ten who register at the same moment", async () => {
    const one = name();
    const written = Array.from({ length: 10 }, (_, index) =>
      index % 2 ? `${one}@example.com` : `${one.toUpperCase()}@Example.COM`,
    );
    const replies = await Promise.all(written.map((email) => register(email)));
    const codes = replies.map(({ status, body }) => `${status} ${body.code ?? ""}`.trim()).sort();
    expect(codes).to.deep.equal(["201", ...Array(9).fill("409 email_exists")]);
    const winner = replies.find(({ status }) => status === 201);
    expect(await idOf(`${one}@EXAMPLE.com`)).to.equal(winner?.body.user.id);
  });

  it("of one number makes one customer, in digits of any script and with any marks", async () => {
    const phone = freshPhone();
    const national = `0${phone.slice(4)}`;
    const bengali = national.replace(/\d/g, (digit) => String.fromCodePoint(0x09e6 + Number(digit)));
    const { body } = await register(`${name()}@example.com`, { phone });
    for (const same of [
      national,
      bengali,
      `${phone.slice(0, 4)} (${phone.slice(4, 8)}) ${phone.slice(8)}`,
      `＋${phone.slice(1)}`,
    ]) {
      expect((await register(`${name()}@example.com`, { phone: same })).body.code, same).to.equal("phone_exists");
      expect((await logIn(shop, { phone: same })).body.user?.id, same).to.equal(body.user.id);
    }
  });

  for (const [what, email] of Object.entries({
    "a line break": "a@example.com\r\nbcc:b@example.com",
    "a zero byte": "a\u0000@example.com",
    "two addresses": "a@example.com,b@example.com",
    brackets: "<a@example.com>",
    quotes: '"a b"@example.com',
    "an address of the network": "a@[127.0.0.1]",
    "a final dot": "a@example.com.",
    "letters apart from their accents": "jose\u0301@example.com",
  }))
    it(`with ${what} is none, at every sign-in`, async () => {
      expect((await register(email)).body.code).to.equal("validation_error");
      expect((await logIn(shop, { email })).body.code).to.equal("validation_error");
      const asked = await askAuth(shop, "generate-otp", { otp_action: "login", email });
      expect(asked.body.code).to.equal("validation_error");
    });
});
