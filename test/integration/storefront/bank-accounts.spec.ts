import { expect } from "chai";
import { ulid } from "ulid";
import { orchestra } from "../../support/harness/cli.ts";
import { act, ask, type Credential } from "../../support/harness/index.ts";
import { sell } from "../../support/harness/orders.ts";
import { newCustomer, newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

const account = {
  account_holder: "Rahim Uddin",
  bank_name: "City Bank",
  account_number: "1234-5678 9012 6789",
  routing_number: "225264638",
};

// A random id may contain any four digits.
const withoutIds = (text: string) => text.replace(/\b(bank|req)_[0-9A-Z]{26}\b/g, "");

describe("customer bank accounts", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  async function newShopper(): Promise<{ id: string; path: string; as: Credential }> {
    const { id } = await newCustomer(shop);
    return { id, path: `/customers/${id}/bank-accounts`, as: shopperOf(shop.store, id) };
  }

  it("are created, listed, read and deleted, and show only the last four digits", async () => {
    const { path, as } = await newShopper();
    const added = await ask("POST", path, { as, body: account });
    expect(added.status, added.text).to.equal(201);
    expect(added.body.id).to.match(/^bank_/);
    const { account_number: _number, ...shown } = account;
    expect(added.body).to.include({ ...shown, last4: "6789", status: "verified" });
    expect(added.headers.get("location")).to.equal(`${path}/${added.body.id}`);
    const second = await ask("POST", path, { as, body: { ...account, account_number: "gb29nwbk60161331926819" } });
    expect(second.body.last4).to.equal("6819");
    const list = await ask("GET", path, { as });
    expect(list.body.bank_accounts).to.deep.equal([second.body, added.body]);
    expect(list.body.pagination).to.deep.equal({ page: 1, limit: 20, total: 2, next_cursor: null });
    const one = `${path}/${added.body.id}`;
    expect((await ask("GET", one, { as })).body).to.deep.equal(added.body);
    for (const { text } of [added, list]) expect(withoutIds(text)).to.not.match(/1234|5678|9012/);
    expect((await ask("DELETE", one, { as })).status).to.equal(204);
    for (const method of ["GET", "DELETE"])
      expect((await ask(method, one, { as })).body, method).to.include({ status: 404, code: "bank_account_not_found" });
    expect((await ask("GET", path, { as })).body.bank_accounts).to.deep.equal([second.body]);
  });

  it("are paged by cursor", async () => {
    const { path, as } = await newShopper();
    for (const end of ["1111", "2222", "3333"])
      await ask("POST", path, { as, body: { ...account, account_number: `123456${end}` } });
    const first = await ask("GET", `${path}?limit=2`, { as });
    const rest = await ask("GET", `${path}?limit=2&cursor=${first.body.pagination.next_cursor}`, { as });
    const ends = [...first.body.bank_accounts, ...rest.body.bank_accounts].map(({ last4 }) => last4);
    expect(ends).to.deep.equal(["3333", "2222", "1111"]);
    expect(rest.body.pagination.next_cursor).to.equal(null);
    expect((await ask("GET", `${path}?limit=101`, { as })).status).to.equal(400);
  });

  it("are rejected by the sandbox when the number ends in 0000", async () => {
    const { path, as } = await newShopper();
    const { body } = await ask("POST", path, { as, body: { ...account, account_number: "12345678900 00" } });
    expect(body).to.include({ status: "rejected", last4: "0000" });
  });

  it("are limited to 20, also under concurrent requests", async () => {
    const { path, as } = await newShopper();
    const add = () => ask("POST", path, { as, body: account });
    for (let made = 0; made < 18; made++) expect((await add()).status).to.equal(201);
    const last = await Promise.all([add(), add(), add(), add()]);
    expect(last.map(({ status }) => status).sort()).to.deep.equal([201, 201, 409, 409]);
    expect((await add()).body).to.include({ status: 409, code: "too_many_bank_accounts" });
  });

  it("refuse invalid fields and never repeat an account number", async () => {
    const { path, as } = await newShopper();
    const wrong: [object, string][] = [
      [{ ...account, account_number: "123" }, "account_number"],
      [{ ...account, account_number: "1234567890#4711" }, "account_number"],
      [{ ...account, account_number: "1".repeat(35) }, "account_number"],
      [{ ...account, account_holder: " " }, "account_holder"],
      [{ ...account, routing_number: "a b" }, "routing_number"],
      [{ ...account, status: "verified" }, "status"],
      [{ bank_name: "A" }, "account_holder"],
    ];
    for (const [body, field] of wrong) {
      const reply = await ask("POST", path, { as, body });
      expect(reply.body, reply.text).to.include({ status: 400, code: "validation_error" });
      expect(reply.body.details[0].path).to.equal(field);
      expect(withoutIds(reply.text)).to.not.match(/4711|11111/);
    }
    expect((await ask("GET", path, { as })).body.bank_accounts).to.deep.equal([]);
  });

  it("are added and deleted once per idempotency key", async () => {
    const { path, as } = await newShopper();
    const sending = { as, body: account, headers: { "Idempotency-Key": ulid() } };
    const first = await ask("POST", path, sending);
    const again = await ask("POST", path, sending);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect(again.body).to.deep.equal(first.body);
    const other = await ask("POST", path, { ...sending, body: { ...account, account_number: "99999999" } });
    expect(other.body).to.include({ status: 422, code: "idempotency_key_reused" });
    expect((await ask("GET", path, { as })).body.pagination.total).to.equal(1);
    const remove = { as, headers: { "Idempotency-Key": ulid() } };
    const one = `${path}/${first.body.id}`;
    expect((await ask("DELETE", one, remove)).status).to.equal(204);
    expect((await ask("DELETE", one, remove)).status).to.equal(204);
  });

  it("are inaccessible to other customers and other stores", async () => {
    const mine = await newShopper();
    const theirs = await newShopper();
    const { body } = await ask("POST", theirs.path, { as: theirs.as, body: account });
    const stranger = shopperOf((await newShop()).store, theirs.id);
    const requests: [string, string, object?][] = [
      ["GET", theirs.path],
      ["POST", theirs.path, account],
      ["GET", `${theirs.path}/${body.id}`],
      ["DELETE", `${theirs.path}/${body.id}`],
    ];
    for (const [method, path, sent] of requests) {
      const reply = await ask(method, path, { as: mine.as, body: sent });
      expect(reply.body, `${method} ${path}`).to.include({ status: 403, code: "forbidden" });
      expect((await ask(method, path, { body: sent })).status).to.equal(401);
      const fromOtherStore = await ask(method, path, { as: stranger, body: sent });
      if (path === theirs.path && method === "GET") expect(fromOtherStore.body.bank_accounts).to.deep.equal([]);
      else expect(fromOtherStore.status, `${method} ${path}`).to.equal(404);
    }
    const underOwnPath = await ask("GET", `${mine.path}/${body.id}`, { as: mine.as });
    expect(underOwnPath.body.code).to.equal("bank_account_not_found");
    expect((await ask("DELETE", `${mine.path}/${body.id}`, { as: mine.as })).status).to.equal(404);
    expect((await ask("GET", theirs.path, { as: theirs.as })).body.pagination.total).to.equal(1);
  });

  it("are deleted with their customer, and none is added afterwards", async () => {
    const { id, path, as } = await newShopper();
    const sending = { as, body: account, headers: { "Idempotency-Key": ulid() } };
    await ask("POST", path, sending);
    expect((await shop.ask("DELETE", `/customers/${id}`)).status).to.equal(204);
    const holder = { store_id: shop.store.store_id, customer_id: id };
    await until(async () => (await act("payments.listBankAccounts", { ...holder, limit: 1 })).total === 0);
    expect((await ask("POST", path, { as, body: account })).body.code).to.equal("customer_not_found");
    const { tenant_id } = shop.store;
    const late = { ...holder, tenant_id, account: { ...account, account_number: "12345678" }, idempotency_key: ulid() };
    const refused = await act("payments.createBankAccount", late).catch((error) => error);
    expect(refused).to.include({ type: "customer_not_found" });
  });

  it("receive a refund that the card declines", async () => {
    const sold = await sell(shop, { paidWith: "pm_card_refund_declined" });
    const holder = { store_id: shop.store.store_id, customer_id: sold.customer.id };
    const as = shopperOf(shop.store, sold.customer.id);
    const path = `/customers/${sold.customer.id}/bank-accounts`;
    const good = (await ask("POST", path, { as, body: account })).body;
    const bad = (await ask("POST", path, { as, body: { ...account, account_number: "120000" } })).body;
    const refund = (bank_account_id?: string) =>
      act("payments.refund", {
        store_id: holder.store_id,
        order_id: sold.order.id,
        reference: "by transfer",
        amount: 500,
        bank_account_id,
        idempotency_key: ulid(),
      }).catch((error) => error);
    expect(await refund()).to.include({ type: "refund_declined" });
    expect(await refund(bad.id)).to.include({ type: "bank_account_invalid", code: 422 });
    expect(await refund("bank_unknown")).to.include({ type: "bank_account_invalid" });
    const { refunds, money } = await refund(good.id);
    expect(refunds).to.have.length(1);
    expect(refunds[0]).to.include({ status: "succeeded", amount: 500 });
    expect(money.refunded).to.equal(500);
  });

  it("stay unchanged when the command line rotates to the current key", async () => {
    const { path, as } = await newShopper();
    await ask("POST", path, { as, body: account });
    const { code, out, err } = await orchestra("bank-accounts", "rotate");
    expect(code, err).to.equal(0);
    expect(JSON.parse(out)).to.deep.equal({ key: "development", resealed: 0 });
  });
});
