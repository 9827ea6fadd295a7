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

describe("which store a token opens", () => {
  it("is the only one where the app is installed", () => expect(chooseInstall([other], undefined)).to.equal(other));
  it("is the one that is named", () => expect(chooseInstall([one, other], 23)).to.equal(other));

  it("must be named where there are several", () => {
    expect(typeOf(() => chooseInstall([one, other], undefined))).to.equal("invalid_request");
  });

  it("is none where the app is not installed", () => {
    expect(typeOf(() => chooseInstall([one], 23))).to.equal("unauthorized_client");
    expect(typeOf(() => chooseInstall([], undefined))).to.equal("unauthorized_client");
  });
});

describe("the scopes of a token", () => {
  it("are all that the app has when it asks for none", () => {
    expect(grantScopes(both)).to.deep.equal(both);
    expect(grantScopes(both, [])).to.deep.equal(both);
  });

  it("are those that it asks for, once each", () => {
    expect(grantScopes(both, ["write:customers", "write:customers"])).to.deep.equal(["write:customers"]);
  });

  it("are never more than it has", () => {
    expect(typeOf(() => grantScopes(["read:customers"], both))).to.equal("invalid_scope");
    expect(typeOf(() => grantScopes(both, ["read:everything"]))).to.equal("invalid_scope");
  });
});

describe("parameters of auth.createApp", () => {
  const right = {
    idempotency_key: "k",
    name: "App",
    store_ids: [22, 23],
    tenant_ids: ["ten_a", "ten_b"],
    scopes: both,
  };
  const refused: [string, object][] = [
    ["a scope that nobody knows", { scopes: ["read:everything"] }],
    ["no scope", { scopes: [] }],
    ["no store", { store_ids: [], tenant_ids: [] }],
    ["a store twice", { store_ids: [22, 22] }],
    ["fewer tenants than stores", { tenant_ids: ["ten_a"] }],
  ];

  it("are accepted with and without tenants", () => {
    const { tenant_ids: _tenants, ...without } = right;
    expect(params.createApp.validate(right).error).to.equal(undefined);
    expect(params.createApp.validate(without).error).to.equal(undefined);
  });

  for (const [title, changes] of refused) {
    it(`are refused with ${title}`, () => {
      expect(params.createApp.validate({ ...right, ...changes }).error).to.be.an("error");
    });
  }
});
