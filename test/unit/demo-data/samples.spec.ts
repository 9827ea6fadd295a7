import { expect } from "chai";
import fc from "fast-check";
import { phoneOf, sampleCustomer } from "../../../demo-data/customers.ts";
import { demoUlid } from "../../../demo-data/ids.ts";
import { sampleOrder, statusAt } from "../../../demo-data/orders.ts";
import { firstAbove, randomOf, weighted } from "../../../demo-data/random.ts";
import { dayMs, demoStores } from "../../../demo-data/stores.ts";
import { phoneKey, wordKinds, wordsOf } from "../../../services/customers/customers.rules.ts";
import { grandTotal } from "../../../services/orders/orders.rules.ts";

const now = Date.UTC(2026, 10, 20);
const [bangladesh, america] = demoStores;
if (!bangladesh || !america) throw new Error("The demo has two stores.");

const samples = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => sampleCustomer(bangladesh, from + index, now - dayMs * 100, now));

describe("sample customers", () => {
  it("are the same for the same index", () => {
    expect(sampleCustomer(america, 77, now - dayMs, now)).to.deep.equal(sampleCustomer(america, 77, now - dayMs, now));
  });

  for (const country of ["BD", "US"]) {
    it(`of ${country} have unique phone numbers, also when normalized`, () => {
      fc.assert(
        fc.property(fc.nat({ max: 380_000_000 }), fc.nat({ max: 380_000_000 }), (a, b) => {
          expect(phoneOf(a, country) === phoneOf(b, country)).to.equal(a === b);
        }),
        { numRuns: 2_000 },
      );
      const keys = Array.from({ length: 5_000 }, (_, n) => phoneKey(phoneOf(n, country), country));
      expect(new Set(keys).size).to.equal(5_000);
      for (const key of keys) expect(key).to.match(country === "BD" ? /^\+8801[345689]\d{8}$/ : /^\+1\d{10}$/);
    });
  }

  it("have unique emails", () => {
    const emails = samples(20_000).flatMap(({ email }) => email ?? []);
    expect(new Set(emails).size).to.equal(emails.length);
    for (const email of emails) expect(email).to.match(/^[a-z]+\.[a-z]+\d+@example\.(com|net|org)$/);
  });

  it("are verified and guests in the configured shares, and always reachable", () => {
    const all = samples(20_000);
    const share = (is: (customer: (typeof all)[0]) => boolean) => all.filter(is).length / all.length;
    expect(share(({ email_verified }) => email_verified)).to.be.closeTo(0.7, 0.02);
    expect(share(({ phone_verified }) => phone_verified)).to.be.closeTo(0.4, 0.02);
    expect(share(({ registration_source }) => registration_source === "GUEST")).to.be.closeTo(0.08, 0.01);
    expect(share(({ email, phone }) => email === null && phone === null)).to.equal(0);
  });

  it("have common and rare names, so that prefixes match from nothing to a tenth", () => {
    const names = samples(20_000).map(({ first_name }) => first_name.toLowerCase());
    const share = (beginning: string) => names.filter((name) => name.startsWith(beginning)).length / names.length;
    expect(share("f")).to.be.within(0.03, 0.15);
    expect(share("fatima")).to.be.within(0.02, 0.06);
    expect(share("zeenat")).to.be.within(0.0001, 0.005);
    expect(share("xq")).to.equal(0);
    expect(new Set(names).size).to.be.at.least(300);
  });

  it("are found by each of their words", () => {
    for (const customer of samples(500)) {
      const phone_key = customer.phone ? phoneKey(customer.phone, "BD") : null;
      const words = wordsOf({ ...customer, phone_key, is_guest: false });
      const has = (kind: number, word: string) => words.some((each) => each.kind === kind && each.word === word);
      expect(has(wordKinds.first, customer.first_name.toLowerCase())).to.equal(true);
      expect(has(wordKinds.last, customer.last_name.toLowerCase())).to.equal(true);
      if (customer.email) expect(has(wordKinds.email, customer.email.slice(0, 48))).to.equal(true);
      if (customer.phone) expect(has(wordKinds.phone, `88${customer.phone}`)).to.equal(true);
    }
  });
});

describe("sample orders", () => {
  it("have totals that match their parts", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 1000 * dayMs }), (seed, age) => {
        const order = sampleOrder(randomOf(seed), america, {
          id: demoUlid("ord", 23, 1),
          customer_id: "cust_1",
          age,
          now,
        });
        expect(order.grand_total).to.equal(grandTotal(order));
        expect(order.discount).to.be.at.most(order.sub_total);
        expect(order.updated_at).to.be.within(order.created_at, now);
      }),
    );
  });

  it("have a final status when old", () => {
    const random = randomOf("statuses");
    const statuses = new Set(Array.from({ length: 1_000 }, () => statusAt(random, 30 * dayMs)));
    expect([...statuses]).to.have.members(["delivered", "cancelled", "refunded"]);
  });
});

describe("random choices", () => {
  it("follow their weights", () => {
    const random = randomOf("weights");
    const choose = weighted([["rare", 1] as const, ["never", 0] as const, ["common", 9] as const]);
    const chosen = Array.from({ length: 10_000 }, () => choose(random));
    expect(chosen.filter((each) => each === "rare").length).to.be.within(850, 1_150);
    expect(chosen).to.not.include("never");
  });

  it("find the first ascending number above a value", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { minLength: 1 }), fc.nat(1_000), (numbers, value) => {
        const ascending = numbers.toSorted((a, b) => a - b);
        const found = ascending.findIndex((each) => each > value);
        expect(firstAbove(ascending, value)).to.equal(found < 0 ? ascending.length - 1 : found);
      }),
    );
  });
});
