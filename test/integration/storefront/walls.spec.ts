import { expect } from "chai";
import { fill, type Ids, stateOf } from "../../support/harness/filled.ts";
import { ask, conformity, type Operation } from "../../support/harness/index.ts";
import { isOpen, pathOf, surfaceOf } from "../../support/harness/operations.ts";
import { newCustomer, newShop, type Shop, shopperOf, staffOf } from "../../support/harness/shop.ts";

// Generated from the OpenAPI document, so new endpoints are covered automatically.
describe("isolation between customers of a store", () => {
  let shop: Shop;
  let ids: Ids;
  let stranger: string;
  before(async () => {
    shop = await newShop();
    ids = await fill(shop);
    stranger = (await newCustomer(shop)).id;
  });

  const own = () => conformity().operations.filter((each) => surfaceOf(each) === "storefront" && !isOpen(each));
  const send = (operation: Operation, path: string, as: Record<string, string>) =>
    ask(operation.method, path, { as, body: bodyOf(operation) });

  it("refuses another customer's token by path and hides every other record", async () => {
    const before = await stateOf(shop, ids);
    const as = shopperOf(shop.store, stranger);
    const expected = own().map(codeOf);
    expect(expected.filter((code) => code === 403)).to.have.length.above(15);
    for (const operation of own()) {
      const path = pathOf(operation, shop, ids);
      const reply = await send(operation, path, as);
      const label = `${operation.method} ${path} → ${reply.text}`;
      const code = codeOf(operation);
      if (code !== undefined) expect(reply.status, label).to.equal(code);
      // Paths without a customer's record address the caller's own account.
      for (const name of ["id", "address_id", "order_id", "return_id", "bank_account_id", "session_id"])
        expect(reply.text, label).to.not.contain(`"${ids[name]}"`);
    }
    expect(await stateOf(shop, ids)).to.deep.equal(before);
  });

  it("refuses a list of another customer's orders", async () => {
    const as = shopperOf(shop.store, stranger);
    const reply = await ask("GET", `/orders?user_id=${ids.id}`, { as });
    expect(reply.body).to.include({ status: 403, code: "forbidden" });
  });

  it("refuses tokens of other surfaces and other stores", async () => {
    const elsewhere = await newShop();
    for (const operation of own()) {
      const path = pathOf(operation, shop, ids);
      for (const as of [shop.merchant, staffOf(shop.store, ["super_admin"]), staffOf(shop.store, ["customer"], ids.id)])
        expect((await send(operation, path, as)).status, `${operation.method} ${path}`).to.equal(401);
      // The same customer id under another store's token matches no customer.
      const reply = await send(operation, path, shopperOf(elsewhere.store, String(ids.id)));
      const label = `${operation.method} ${path} → ${reply.text}`;
      for (const name of ["address_id", "order_id", "return_id", "bank_account_id", "session_id", "review_id"])
        expect(reply.text, label).to.not.contain(`"${ids[name]}"`);
    }
    expect(
      (await ask("GET", `/auth/user/${ids.id}`, { as: shopperOf(elsewhere.store, String(ids.id)) })).status,
    ).to.equal(404);
  });
});

const bodyOf = ({ described }: Operation) => described.requestBody?.content["application/json"]?.example;

// The contract's codes: 403 if the path names another customer, 404 if it names another customer's record.
function codeOf({ template }: Operation): number | undefined {
  if (/\{(id|user_id)\}/.test(template)) return 403;
  return /\{(order_number|return_id|session_id)\}/.test(template) ? 404 : undefined;
}
