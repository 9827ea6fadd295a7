import { createHash } from "node:crypto";
import { canonicalJson, requestHash } from "@seller-orchestra/durable";
import { expect } from "chai";
import { ulid } from "ulid";
import { Database } from "../../../../mixins/db/database.ts";
import { type CustomersHarness, openCustomers } from "../../../support/customers/harness.ts";

describe("canonical JSON", () => {
  it("is that of RFC 8785's examples", () => {
    const example = JSON.parse(`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`);
    expect(canonicalJson(example)).to.equal(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const sorting = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    const names = [...canonicalJson(sorting).matchAll(/"([^"]+)":/g)].map(([, name]) => JSON.parse(`"${name}"`));
    expect(names).to.deep.equal(["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"]);
  });

  it("is the same for fields in any order, at any depth, and for fields without a value", () => {
    const one = { b: [{ y: 1, x: { q: null, p: 2 } }], a: "1", 10: 1, 9: 2, none: undefined };
    const other = { 9: 2, 10: 1, a: "1", b: [{ x: { p: 2, q: null }, y: 1 }] };
    expect(canonicalJson(one)).to.equal(canonicalJson(other));
    expect(canonicalJson([1, 2])).not.to.equal(canonicalJson([2, 1]));
    expect(canonicalJson({ at: new Date(0) })).to.equal('{"at":"1970-01-01T00:00:00.000Z"}');
  });

  it("is compared beside what the release before recorded", () => {
    const request = { b: 1, a: 2 };
    const { hash, matches } = requestHash("x", request);
    expect([hash, recordedBefore("x", request), recordedBefore("x", { b: 1, a: 3 })].map(matches)).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(requestHash("x", { a: 2, b: 1 }).hash).to.equal(hash);
  });
});

describe("a repeated request", () => {
  let harness: CustomersHarness;
  let db: Database;
  before(async () => {
    harness = await openCustomers({ idle: true });
    db = new Database("customers");
  });
  after(async () => {
    await db.close();
    await harness.stop();
  });

  const key = { tenant_id: "ten_test", country: "BD", idempotency_key: ulid() };
  const create = (customer: object) =>
    harness.call("customers.create", { ...key, store_id: harness.store_id, customer: customer as never });

  it("is the same with its fields in another order, and where the release before has recorded it", async () => {
    const customer = { registration_source: "APP", first_name: "Rahim", address_json: { city: "Dhaka", zip: 1 } };
    const made = await create(customer);
    const turned = { address_json: { zip: 1, city: "Dhaka" }, first_name: "Rahim", registration_source: "APP" };
    expect((await create(turned)).id).to.equal(made.id);
    const { idempotency_key, ...request } = { ...key, store_id: harness.store_id, customer };
    const before = recordedBefore("customers.create", request);
    const changed = "UPDATE customers_idempotency SET request_hash = ? WHERE idempotency_key = ?";
    expect(await db.run(changed, [before, idempotency_key])).to.equal(1);
    expect((await create(customer)).id).to.equal(made.id);
    const error = await create({ ...customer, first_name: "Karim" }).catch((thrown) => thrown);
    expect(error.type).to.equal("idempotency_key_reused");
  });
});

const recordedBefore = (name: string, request: object) =>
  createHash("sha256")
    .update(`${name}\n${JSON.stringify(request)}`)
    .digest("base64");
