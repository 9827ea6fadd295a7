import { expect } from "chai";
import { currencyDecimals } from "../../../../mixins/values/currency.ts";
import { isCountry, isCurrency, isTimezone } from "../../../../services/stores/stores.rules.ts";
import { params } from "../../../../services/stores/stores.schema.ts";

describe("store rules", () => {
  for (const [currency, decimals] of Object.entries({ BDT: 2, USD: 2, EUR: 2, JPY: 0, KRW: 0, KWD: 3, BHD: 3 })) {
    it(`gives ${currency} ${decimals} decimals`, () => expect(currencyDecimals(currency)).to.equal(decimals));
  }

  it("recognizes currencies, countries and time zones by code", () => {
    expect(["BDT", "USD"].every(isCurrency)).to.equal(true);
    expect(["bdt", "XXQ", ""].some(isCurrency)).to.equal(false);
    expect(["BD", "US", "DE"].every(isCountry)).to.equal(true);
    expect(["bd", "XX", ""].some(isCountry)).to.equal(false);
    expect(["Asia/Dhaka", "UTC", "Asia/Calcutta"].every(isTimezone)).to.equal(true);
    expect(["Mars/Olympus", ""].some(isTimezone)).to.equal(false);
  });
});

describe("parameters of stores.create", () => {
  const valid = { idempotency_key: "k", name: "Shop", tenant_id: "ten_1", currency: "BDT", country: "BD" };
  const refused: [string, object, string][] = [
    ["an unknown currency", { currency: "XXQ" }, "ISO 4217"],
    ["an unknown country", { country: "XX" }, "ISO 3166"],
    ["an unknown time zone", { timezone: "Mars/Olympus" }, "IANA"],
    ["a tenant without its prefix", { tenant_id: "1" }, "ten_…"],
    ["a domain without its prefix", { domain_id: "shop" }, "dom_…"],
    ["settings", { settings: {} }, "not allowed"],
  ];

  it("are accepted", () => expect(params.create.validate(valid).error).to.equal(undefined));

  for (const [title, changes, message] of refused) {
    it(`are refused with ${title}`, () => {
      expect(params.create.validate({ ...valid, ...changes }).error?.message).to.contain(message);
    });
  }

  it("of stores.get require exactly one of id and domain", () => {
    expect(params.get.validate({ store_id: 22 }).error).to.equal(undefined);
    expect(params.get.validate({ domain_id: "dom_1" }).error).to.equal(undefined);
    expect(params.get.validate({}).error).to.be.an("error");
    expect(params.get.validate({ store_id: 22, domain_id: "dom_1" }).error).to.be.an("error");
  });
});
