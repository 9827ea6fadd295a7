import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import jwt from "jsonwebtoken";
import { keysOf, signToken, type TokenKeys, verifyToken } from "../../../../services/auth/tokens.ts";
import type { Surface } from "../../../../services/contracts.ts";

const secret = "a-secret-of-the-unit-tests";
const issuer = "unit-tests";
const hs = keysOf({ JWT_SECRET: secret, JWT_ISSUER: issuer });
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const rs = keysOf({ JWT_SECRET: secret, JWT_PUBLIC_KEY: publicPem, JWT_ISSUER: issuer });

const inAnHour = () => Math.floor(Date.now() / 1000) + 3_600;
const claimsOf: Record<Surface, Record<string, unknown>> = {
  merchant: { sub: "user_1", tenant_id: "ten_1", domain_ids: ["dom_1"] },
  storefront: { sub: "cust_1", store_id: 22 },
  commerce: { sub: "staff_1", tenant_id: "ten_1", store_id: 22, roles: ["customer_support", "tenant_admin"] },
  ops: { sub: "operator_1", ops_roles: ["operator"] },
};

/** A valid token of the surface with the given changes; an undefined claim is omitted. */
function forge(surface: Surface, changes: Record<string, unknown> = {}, key = secret, header: jwt.SignOptions = {}) {
  const all = { iss: issuer, aud: surface, exp: inAnHour(), ...claimsOf[surface], ...changes };
  const claims = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  // Signed without the library's checks, which would reject forged claims.
  return jwt.sign(JSON.stringify(claims), key, header);
}

function refusal(token: string, surface: Surface, keys: TokenKeys = hs): string {
  try {
    verifyToken(token, surface, keys);
  } catch (error) {
    expect(error).to.include({ code: 401, type: "invalid_token" });
    return (error as Error).message;
  }
  throw new Error("The token was accepted.");
}

describe("surface tokens", () => {
  for (const surface of ["merchant", "storefront", "commerce"] as const) {
    it(`accepts a valid ${surface} token and returns only its claims`, () => {
      const claims = verifyToken(forge(surface, { nickname: "x", iat: 1 }), surface, hs);
      expect(claims).to.deep.equal({ ...claimsOf[surface], exp: claims.exp, iat: 1 });
    });

    it(`accepts the ${surface} tokens it signs`, () => {
      const token = signToken(surface, { ...claimsOf[surface], sub: String(claimsOf[surface].sub) }, 60, hs);
      const { exp, iat, ...claims } = verifyToken(token, surface, hs);
      expect(iat).to.be.closeTo(Date.now() / 1_000, 5);
      expect(claims).to.deep.equal(claimsOf[surface]);
      expect(exp * 1000 - Date.now()).to.be.within(50_000, 61_000);
    });

    for (const other of (["merchant", "storefront", "commerce"] as const).filter((name) => name !== surface)) {
      it(`refuses a ${other} token on ${surface}`, () => {
        const all = { ...claimsOf.merchant, ...claimsOf.commerce, ...claimsOf.storefront };
        expect(refusal(forge(other, all), surface)).to.contain(`its "aud" must be "${surface}"`);
      });
    }
  }

  it("takes an audience that is a list of this surface alone, as some issuers write it", () => {
    for (const surface of ["merchant", "storefront", "commerce"] as const)
      expect(verifyToken(forge(surface, { aud: [surface] }), surface, hs).sub).to.equal(claimsOf[surface].sub);
    for (const aud of [["commerce"], ["merchant", "merchant"], []])
      expect(refusal(forge("merchant", { aud }), "merchant"), String(aud)).to.contain('"aud');
  });

  it("leaves out roles of other systems", () => {
    const rolesOf = (...roles: string[]) => verifyToken(forge("commerce", { roles }), "commerce", hs).roles;
    expect(rolesOf("offline_access", "customer_support")).to.deep.equal(["customer_support"]);
    expect(rolesOf("emperor")).to.deep.equal([]);
  });

  it("refuses an audience of several surfaces", () => {
    expect(refusal(forge("merchant", { aud: ["merchant", "commerce"] }), "merchant")).to.contain('"aud');
  });

  const refused: [string, Record<string, unknown>, string, Surface?][] = [
    ["another issuer", { iss: "somebody" }, "another issuer"],
    ["no issuer", { iss: undefined }, "another issuer"],
    ["no audience", { aud: undefined }, "not for this surface"],
    ["a past exp", { exp: 1_700_000_000 }, "has expired"],
    ["no exp", { exp: undefined }, '"exp" is required'],
    ["an exp that is text", { exp: "tomorrow" }, '"exp"'],
    ["a future nbf", { nbf: inAnHour() }, "not valid yet"],
    ["no sub", { sub: undefined }, '"sub" is required'],
    ["a sub that is a number", { sub: 7 }, '"sub" must be a string'],
    ["an empty sub", { sub: "" }, '"sub" is not allowed to be empty'],
    ["no tenant", { tenant_id: undefined }, '"tenant_id" is required'],
    ["domains that are text", { domain_ids: "dom_1" }, '"domain_ids" must be an array'],
    ["a domain that is a number", { domain_ids: [1] }, '"domain_ids[0]" must be a string'],
    ["a sub without the customer prefix", { sub: "user_1" }, '"sub"', "storefront"],
    ["a store that is text", { store_id: "22" }, '"store_id" must be a number', "storefront"],
    ["a fractional store", { store_id: 22.5 }, '"store_id" must be an integer', "commerce"],
    ["no role", { roles: [] }, '"roles" must contain at least 1', "commerce"],
    ["roles that are text", { roles: "tenant_admin" }, '"roles" must be an array', "commerce"],
    ["a role that is a number", { roles: [1] }, '"roles[0]" must be a string', "commerce"],
  ];
  for (const [title, changes, message, surface = "merchant"] of refused) {
    it(`refuses ${title} (${surface})`, () => {
      expect(refusal(forge(surface, changes), surface)).to.contain(message);
    });
  }

  it("reveals neither the expected issuer nor the key", () => {
    const messages = [
      refusal(forge("merchant", { iss: "somebody" }), "merchant"),
      refusal(forge("merchant", {}, "another secret"), "merchant"),
    ];
    for (const message of messages) expect(message).not.to.match(new RegExp(`${issuer}|${secret}|HS256|RS256`));
  });

  for (const garbage of ["", "x", "a.b.c", "..", forge("merchant").split(".").slice(0, 2).join(".")]) {
    it(`refuses ${garbage.length > 9 ? "a token without a signature" : `"${garbage}"`}`, () => {
      expect(refusal(garbage, "merchant")).to.be.a("string");
    });
  }
});

describe("pinned algorithm", () => {
  const rsToken = () =>
    forge("merchant", {}, pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(), { algorithm: "RS256" });

  it("refuses alg none", () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { iss: issuer, aud: "merchant", exp: inAnHour(), ...claimsOf.merchant };
    for (const alg of ["none", "None", "NONE"]) {
      const token = `${part({ alg, typ: "JWT" })}.${part(claims)}.`;
      expect(refusal(token, "merchant", hs)).to.contain("signature");
      expect(refusal(token, "merchant", rs)).to.contain("signature");
    }
  });

  it("refuses another secret and another HMAC algorithm", () => {
    expect(refusal(forge("merchant", {}, "another-secret-altogether"), "merchant")).to.contain("signature");
    expect(refusal(forge("merchant", {}, secret, { algorithm: "HS512" }), "merchant")).to.contain("signature");
  });

  it("refuses an extension that must be understood", () => {
    const header = { alg: "HS256", crit: ["b64"], b64: true };
    const token = forge("merchant", {}, secret, { header: header as jwt.JwtHeader });
    expect(refusal(token, "merchant")).to.contain('"crit"');
  });

  it("refuses a token from the future, beyond a clock that is a minute ahead", () => {
    const now = Math.floor(Date.now() / 1_000);
    expect(refusal(forge("merchant", { iat: now + 90 }), "merchant")).to.contain('"iat" is in the future');
    expect(refusal(forge("merchant", { auth_time: now + 90 }), "merchant")).to.contain('"auth_time" is in the future');
    expect(refusal(forge("merchant", { nbf: now + 90 }), "merchant")).to.contain("not valid yet");
    expect(refusal(forge("merchant", { nbf: "now" }), "merchant")).to.contain("must be numbers");
    const ahead = { iat: now + 60, auth_time: now + 60, nbf: now + 60 };
    expect(verifyToken(forge("merchant", ahead), "merchant", hs).sub).to.equal("user_1");
  });

  it("refuses a customer's token of more than 24 hours, on both surfaces, and nobody else's", () => {
    const exp = Math.floor(Date.now() / 1_000) + 25 * 3_600;
    const customer = { sub: "cust_1", roles: ["customer"] };
    expect(refusal(forge("storefront", { exp }), "storefront")).to.contain("within 24 hours");
    expect(refusal(forge("commerce", { exp, ...customer }), "commerce")).to.contain("within 24 hours");
    expect(verifyToken(forge("commerce", { exp }), "commerce", hs).sub).to.equal("staff_1");
    expect(verifyToken(forge("merchant", { exp }), "merchant", hs).sub).to.equal("user_1");
    expect(verifyToken(forge("storefront", { exp: exp - 2 * 3_600 }), "storefront", hs).sub).to.equal("cust_1");
  });

  it("accepts only RS256 when a public key is configured", () => {
    expect(verifyToken(rsToken(), "merchant", rs).sub).to.equal("user_1");
    expect(refusal(forge("merchant"), "merchant", rs)).to.contain("signature");
  });

  it("refuses an HMAC signed with the public key", () => {
    const asSecret = createPublicKey(publicPem).export({ type: "spki", format: "pem" }).toString();
    expect(refusal(forge("merchant", {}, asSecret), "merchant", rs)).to.contain("signature");
  });

  it("refuses RS256 when a secret is configured", () => {
    expect(refusal(rsToken(), "merchant", hs)).to.contain("signature");
  });

  it("signs with the private key when both keys are configured", () => {
    const privatePem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const both = keysOf({
      JWT_SECRET: secret,
      JWT_PUBLIC_KEY: publicPem,
      JWT_PRIVATE_KEY: privatePem,
      JWT_ISSUER: issuer,
    });
    const token = signToken("storefront", { sub: "cust_1", store_id: 22, sid: "ses_1" }, 60, both);
    expect(verifyToken(token, "storefront", rs)).to.include({ sub: "cust_1", store_id: 22, sid: "ses_1" });
    expect(refusal(token, "storefront", hs)).to.contain("signature");
  });

  it("refuses to sign with only a public key", () => {
    expect(() => signToken("merchant", { sub: "user_1" }, 60, rs)).to.throw("Tokens are signed elsewhere");
  });
});
