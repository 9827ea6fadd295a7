import "../support/harness/data.ts";
import { createHmac } from "node:crypto";
import { expect } from "chai";
import { type Endpoint, needsCredential, type SurfaceTable } from "../../services/api/endpoint.ts";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { signToken } from "../../services/auth/tokens.ts";
import { ask, type Credential } from "../support/harness/index.ts";
import { merchantOf, newShop, operatorOf, type Shop, shopperOf, staffOf } from "../support/harness/shop.ts";
import { newShopper } from "../support/harness/shopper.ts";

/** Whatever a path names: the credential is judged before it. */
const pathOf = ({ prefix }: SurfaceTable, { path }: Endpoint, { store }: Shop) =>
  `${prefix}${path}`
    .replace(":domain_id", store.domain_id)
    .replace(/:\w+/g, "1")
    .replace(/(.)\/$/, "$1");

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const bearer = (token: string): Credential => ({ Authorization: `Bearer ${token}` });

/** Tokens that look right and are not, made of a good one. */
function forgeries(token: string): Record<string, Credential> {
  const [head = "", body = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString());
  const other = `${base64({ alg: "HS256", typ: "JWT" })}.${body}`;
  return {
    "a token without a signature": bearer(`${base64({ alg: "none", typ: "JWT" })}.${body}.`),
    "a token whose claims were changed": bearer(`${head}.${base64({ ...claims, sub: "somebody else" })}.${signature}`),
    "a token signed with another key": bearer(
      `${other}.${createHmac("sha256", "another key").update(other).digest("base64url")}`,
    ),
    "a token in another scheme": { Authorization: `Basic ${token}` },
  };
}

describe("credentials of every endpoint", () => {
  let shop: Shop;
  let good: Record<SurfaceTable["name"], Credential>;
  before(async () => {
    shop = await newShop();
    const shopper = await newShopper(shop);
    const { store, merchant, app } = shop;
    good = {
      merchant,
      apps: app,
      storefront: shopper.as,
      commerce: staffOf(store, ["super_admin"]),
      ops: operatorOf(),
    };
  });

  const expectRefused = async (method: string, path: string, as: Credential, what: string) => {
    const { status, body } = await ask(method, path, { as });
    expect([status, body.code], what).to.deep.equal([401, "invalid_token"]);
  };

  for (const surface of surfaces) {
    for (const endpoint of surface.endpoints.filter(needsCredential)) {
      const { method } = endpoint;
      it(`${surface.name}: ${method} ${endpoint.path} opens to no credential of another kind, and to none that is forged`, async () => {
        const path = pathOf(surface, endpoint, shop);
        await expectRefused(method, path, {}, "no credential");
        for (const [other, as] of Object.entries(good)) {
          if (other !== surface.name) await expectRefused(method, path, as, `a credential of ${other}`);
        }
        const token = good[surface.name].Authorization?.slice("Bearer ".length);
        if (!token) return;
        for (const [what, as] of Object.entries(forgeries(token))) await expectRefused(method, path, as, what);
      });
    }
  }

  it("refuses a token that has expired, is of another issuer, or says nothing of its end", async () => {
    const { store } = shop;
    const path = "/api/v1/customers";
    const claims = { sub: "staff", tenant_id: store.tenant_id, store_id: store.store_id, roles: ["tenant_admin"] };
    await expectRefused("GET", path, bearer(signToken("commerce", claims as never, -1)), "expired");
    const keys = { algorithm: "HS256" as const, issuer: "somebody" };
    const key = { ...keys, key: undefined, signing: Buffer.from("seller-orchestra-development-secret") };
    await expectRefused("GET", path, bearer(signToken("commerce", claims as never, 60, key as never)), "issuer");
  });

  it("lets no merchant, shopper or staff into a store that their token does not name", async () => {
    const other = await newShop();
    const theirs = await newShopper(other);
    const answers = await Promise.all([
      ask("GET", `${other.base}/customers`, { as: shop.merchant }),
      ask("GET", `${other.base}/customers`, {
        as: merchantOf({ tenant_id: shop.store.tenant_id, domain_ids: [other.store.domain_id] }),
      }),
      ask("GET", `/auth/user/${theirs.id}`, { as: good.storefront }),
      ask("GET", `/api/v1/customers/${theirs.id}`, { as: staffOf(shop.store, ["customer"], theirs.id) }),
      ask("GET", "/api/v1/customers", {
        as: staffOf(shop.store, ["tenant_admin"]),
        headers: { "X-Store-Id": String(other.store.store_id) },
      }),
      ask("GET", `/auth/user/${theirs.id}`, { as: shopperOf(shop.store, theirs.id) }),
    ]);
    for (const { status, text } of answers) {
      expect(status, text).to.be.oneOf([401, 403, 404]);
      expect(text).to.not.contain(theirs.email);
    }
  });
});
