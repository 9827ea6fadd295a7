import { expect } from "chai";
import { bearerOf, logIn } from "../support/harness/attack.ts";
import { ask, type Credential } from "../support/harness/index.ts";
import { newShop, type Shop, shopperOf, staffOf } from "../support/harness/shop.ts";
import { askAuth, newShopper, type Shopper } from "../support/harness/shopper.ts";
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

  it("is good again when the merchant enables the customer", async () => {
    const shopper = await newShopper(shop);
    const as = shopperOf(shop.store, shopper.id);
    await shop.ask("PUT", `/customers/${shopper.id}`, { body: { enabled: false } });
    expect((await ask("GET", `/auth/user/${shopper.id}`, { as })).status).to.equal(401);
    await shop.ask("PUT", `/customers/${shopper.id}`, { body: { enabled: true } });
    expect((await ask("GET", `/auth/user/${shopper.id}`, { as })).status).to.equal(200);
    const again = await logIn(shop, { email: shopper.email });
    expect((await ask("GET", `/auth/user/${shopper.id}`, { as: bearerOf(again.body) })).status).to.equal(200);
  });
});
