import { expect } from "chai";
import { currencyDecimals, isCurrency } from "../../../../mixins/values/currency.ts";
import type { Store } from "../../../../services/contracts.ts";
import { isCountry, isOddlyMade, isTimezone } from "../../../../services/stores/stores.rules.ts";
import { params } from "../../../../services/stores/stores.schema.ts";

// ISO 4217's own, also where Intl of Node.js has others.
const iso = {
  BDT: 2,
  USD: 2,
  EUR: 2,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  BHD: 3,
  ISK: 0,
  UGX: 0,
  CLF: 4,
  XCG: 2,
  AFN: 2,
  ALL: 2,
  COP: 2,
  HUF: 2,
  IDR: 2,
  IRR: 2,
  KPW: 2,
  LAK: 2,
  LBP: 2,
  MGA: 2,
  MMK: 2,
  PKR: 2,
  SOS: 2,
  SYP: 2,
  YER: 2,
  IQD: 3,
  TWD: 2,
};

describe("store rules", () => {
  for (const [currency, decimals] of Object.entries(iso)) {
    it(`gives ${currency} ${decimals} decimals`, () => expect(currencyDecimals(currency)).to.equal(decimals));
  }

  it("finds the stores whose decimals are not their currency's", () => {
    const made = (currency: string, currency_decimals: number) => ({ currency, currency_decimals }) as Store;
    expect([made("HUF", 0), made("IQD", 0), made("USD", 3)].every(isOddlyMade)).to.equal(true);
    expect([made("HUF", 2), made("JPY", 0), made("DEM", 2), made("BGN", 2)].some(isOddlyMade)).to.equal(false);
  });

  it("recognizes currencies, countries and time zones by code", () => {
    expect(["BDT", "USD"].every(isCurrency)).to.equal(true);
    expect(["bdt", "XXQ", "", "DEM", "HRK", "BGN", "XAU", "XXX", "XTS"].some(isCurrency)).to.equal(false);
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
