import { expect } from "chai";
import { chooseInstall, grantScopes } from "../../../../services/auth/auth.rules.ts";
import { params } from "../../../../services/auth/auth.schema.ts";

const both = ["read:customers", "write:customers"];
const one = { store_id: 22, scopes: both };
const other = { store_id: 23, scopes: ["read:customers"] };

function typeOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return (error as { type?: unknown }).type;
  }
  throw new Error("It was not refused.");
}

describe("store of a token", () => {
  it("is the only store where the app is installed", () => expect(chooseInstall([other], undefined)).to.equal(other));
  it("is the named store", () => expect(chooseInstall([one, other], 23)).to.equal(other));

  it("must be named when there are several", () => {
    expect(typeOf(() => chooseInstall([one, other], undefined))).to.equal("invalid_request");
  });

  it("is refused when the app is not installed there", () => {
    expect(typeOf(() => chooseInstall([one], 23))).to.equal("unauthorized_client");
    expect(typeOf(() => chooseInstall([], undefined))).to.equal("unauthorized_client");
  });
});

describe("scopes of a token", () => {
  it("are all scopes of the app when none is requested", () => {
    expect(grantScopes(both)).to.deep.equal(both);
    expect(grantScopes(both, [])).to.deep.equal(both);
  });

  it("are the requested ones without duplicates", () => {
    expect(grantScopes(both, ["write:customers", "write:customers"])).to.deep.equal(["write:customers"]);
  });

  it("never exceed the app's scopes", () => {
    expect(typeOf(() => grantScopes(["read:customers"], both))).to.equal("invalid_scope");
    expect(typeOf(() => grantScopes(both, ["read:everything"]))).to.equal("invalid_scope");
  });
});

describe("parameters of auth.createApp", () => {
  const valid = {
    idempotency_key: "k",
    name: "App",
    store_ids: [22, 23],
    tenant_ids: ["ten_a", "ten_b"],
    scopes: both,
  };
  const refused: [string, object][] = [
    ["an unknown scope", { scopes: ["read:everything"] }],
    ["no scope", { scopes: [] }],
    ["no store", { store_ids: [], tenant_ids: [] }],
    ["a duplicate store", { store_ids: [22, 22] }],
    ["fewer tenants than stores", { tenant_ids: ["ten_a"] }],
  ];

  it("are accepted with and without tenants", () => {
    const { tenant_ids: _tenants, ...without } = valid;
    expect(params.createApp.validate(valid).error).to.equal(undefined);
    expect(params.createApp.validate(without).error).to.equal(undefined);
  });

  for (const [title, changes] of refused) {
    it(`are refused with ${title}`, () => {
      expect(params.createApp.validate({ ...valid, ...changes }).error).to.be.an("error");
    });
  }
});
