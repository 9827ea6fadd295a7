import "../support/harness/data.ts";
import type { KeyObject } from "node:crypto";
import { expect } from "chai";
import jwt from "jsonwebtoken";
import { ours, signToken } from "../../services/auth/tokens.ts";
import { bearerOf, codeOf, logIn, signInByCode, useCode } from "../support/harness/attack.ts";
import { ask, type Credential } from "../support/harness/index.ts";
import { newShop, type Shop, shopperOf, staffOf } from "../support/harness/shop.ts";
import { askAuth, goodPassword, newShopper, type Shopper } from "../support/harness/shopper.ts";
import { until } from "../support/until.ts";

describe("the standing of a customer", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  /** Every kind of token that a customer may hold, each used once so that a gateway remembers it. */
  async function tokensOf(shopper: Shopper): Promise<Record<string, { as: Credential; path: string }>> {
    const own = `/auth/user/${shopper.id}`;
    const tokens = {
      "a session": { as: shopper.as, path: own },
      "a storefront token without a session": { as: shopperOf(shop.store, shopper.id), path: own },
      "a commerce token": {
        as: staffOf(shop.store, ["customer"], shopper.id),
        path: `/api/v1/customers/${shopper.id}`,
      },
    };
    for (const { as, path } of Object.values(tokens)) expect((await ask("GET", path, { as })).status).to.equal(200);
    return tokens;
  }

  const ends: Record<string, (shopper: Shopper) => Promise<unknown>> = {
    disabled: ({ id }) => shop.ask("PUT", `/customers/${id}`, { body: { enabled: false } }),
    erased: ({ id }) => shop.ask("DELETE", `/customers/${id}`),
  };
  for (const [how, end] of Object.entries(ends)) {
    it(`lets a customer who is ${how} do nothing with any token after 10 s, nor order`, async () => {
      const shopper = await newShopper(shop);
      const tokens = await tokensOf(shopper);
      await end(shopper);
      const at = Date.now();
      for (const [what, { as, path }] of Object.entries(tokens)) {
        const refused = await until(async () => {
          const { status, body } = await ask("GET", path, { as });
          return status === 401 ? body : undefined;
        }, 12_000);
        expect(refused.code, what).to.equal("invalid_token");
      }
      expect(Date.now() - at).to.be.below(11_000);
      const as = tokens["a commerce token"]?.as;
      const order = {
        order_type: "PICKUP",
        location_id: "loc_1",
        items: [{ menu_item_id: "item_1", quantity: 1 }],
        payment_method_id: "pm_card_visa",
      };
      expect((await ask("POST", "/api/v1/customers/orders", { as, body: order })).status).to.equal(401);
      expect((await askAuth(shop, "refresh", { refresh_token: shopper.tokens.refresh_token })).status).to.equal(401);
      expect((await logIn(shop, { email: shopper.email })).status).to.equal(401);
    });
  }

  it("is no matter of staff, whose tokens name no customer", async () => {
    const as = staffOf(shop.store, ["customer_support"]);
    expect((await ask("GET", "/api/v1/customers", { as })).status).to.equal(200);
    expect(
      (await ask("GET", "/api/v1/customers", { as: staffOf(shop.store, ["tenant_admin", "customer"]) })).status,
    ).to.equal(200);
  });

  /** Tokens without a session, of an issuer, that were issued some seconds ago. */
  function issued(id: string, ago: number): { as: Credential; path: string }[] {
    const { store_id, tenant_id } = shop.store;
    const claims = { sub: id, store_id, iat: Math.floor(Date.now() / 1_000) - ago };
    const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
    const commerce = { ...claims, tenant_id, roles: ["customer" as const] };
    return [
      { as: bearer(signToken("storefront", claims, 3_600)), path: `/auth/user/${id}` },
      { as: bearer(signToken("commerce", commerce, 3_600)), path: `/api/v1/customers/${id}` },
    ];
  }
  const statuses = (tokens: { as: Credential; path: string }[]) =>
    Promise.all(tokens.map(async ({ as, path }) => (await ask("GET", path, { as })).status));
  const reset = async ({ email }: Shopper) => {
    const more = { new_password: "quite another long password" };
    return useCode(shop, "reset-password", { email }, await codeOf(shop, "reset-password", { email }), { more });
  };
  const changePassword = ({ as }: Shopper) => {
    const body = { current_password: goodPassword, new_password: "quite another long password" };
    return ask("POST", "/auth/change-password", { as, body });
  };

  const signOuts: Record<string, (shopper: Shopper) => Promise<unknown>> = {
    "signs out everywhere": ({ as }) => ask("DELETE", "/auth/sessions", { as }),
    "signs out everywhere by a token of an issuer": ({ id }) =>
      ask("DELETE", "/auth/sessions", { as: issued(id, 0)[0]?.as }),
    "changes the password": changePassword,
    "resets the password": reset,
    "signs in by the first code of the address": ({ email }) => signInByCode(shop, { email }),
  };
  it("ends tokens without a session, 10 s later at most, with what ends sessions", async () => {
    const ending = Object.entries(signOuts).map(async ([what, signOut]) => {
      const shopper = await newShopper(shop);
      const [known, unused] = [issued(shopper.id, 5), issued(shopper.id, 2)];
      expect(await statuses(known)).to.deep.equal([200, 200]);
      await signOut(shopper);
      const at = Date.now();
      expect(await statuses(unused), `${what}: not remembered by the gateway`).to.deep.equal([401, 401]);
      await until(async () => (await statuses(known)).every((status) => status === 401), 12_000);
      expect(Date.now() - at, what).to.be.below(11_000);
      expect(await statuses(issued(shopper.id, 0)), `${what}: issued since`).to.deep.equal([200, 200]);
    });
    await Promise.all(ending);
  });

  it("ends no token of another customer, nor of staff", async () => {
    const [one, other] = [await newShopper(shop), await newShopper(shop)];
    await ask("DELETE", "/auth/sessions", { as: one.as });
    expect(await statuses(issued(other.id, 60))).to.deep.equal([200, 200]);
    const { store_id, tenant_id } = shop.store;
    const claims = { sub: one.id, store_id, tenant_id, iat: Math.floor(Date.now() / 1_000) - 60 };
    const staff = signToken("commerce", { ...claims, roles: ["customer_support", "customer"] }, 3_600);
    expect((await ask("GET", "/api/v1/customers", { as: { Authorization: `Bearer ${staff}` } })).status).to.equal(200);
  });

  it("ends tokens that do not say when they were issued", async () => {
    const { id, as } = await newShopper(shop);
    const claims = { sub: id, store_id: shop.store.store_id };
    const options = { issuer: ours.issuer, audience: "storefront", expiresIn: 3_600, noTimestamp: true };
    const token = jwt.sign(claims, ours.signing as KeyObject, options);
    const bearer = { Authorization: `Bearer ${token}` };
    await ask("DELETE", "/auth/sessions", { as });
    expect((await ask("GET", `/auth/user/${id}`, { as: bearer })).status).to.equal(401);
  });

  it("is good again when the merchant enables the customer, with tokens that are issued since", async () => {
    const shopper = await newShopper(shop);
    const [old] = issued(shopper.id, 2);
    await shop.ask("PUT", `/customers/${shopper.id}`, { body: { enabled: false } });
    expect(await statuses(issued(shopper.id, 2))).to.deep.equal([401, 401]);
    // The sign-ins end by an event.
    await until(
      async () => (await askAuth(shop, "refresh", { refresh_token: shopper.tokens.refresh_token })).status === 401,
    );
    await shop.ask("PUT", `/customers/${shopper.id}`, { body: { enabled: true } });
    expect((await ask("GET", old?.path ?? "", { as: old?.as })).status).to.equal(401);
    const as = shopperOf(shop.store, shopper.id);
    expect((await ask("GET", `/auth/user/${shopper.id}`, { as })).status).to.equal(200);
    const again = await logIn(shop, { email: shopper.email });
    expect((await ask("GET", `/auth/user/${shopper.id}`, { as: bearerOf(again.body) })).status).to.equal(200);
  });
});
