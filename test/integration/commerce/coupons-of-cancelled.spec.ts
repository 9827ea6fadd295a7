import "../../support/harness/data.ts";
import { expect } from "chai";
import { ulid } from "ulid";
import type { StoreSettings } from "../../../services/contracts.ts";
import { act, ask, type Parsed } from "../../support/harness/index.ts";
import { newProduct } from "../../support/harness/reviews.ts";
import { newCustomer, newShop, type Shop, shopperOf, staffOf } from "../../support/harness/shop.ts";

/** A shop whose promotion `ONCE` is for each customer once. */
async function openShop(settings: StoreSettings) {
  const shop = await newShop();
  // Before its first request: gateways remember a store for ten seconds.
  await act("stores.setSettings", { idempotency_key: ulid(), store_id: shop.store.store_id, settings });
  const place = { name: "Kitchen", tax_rate: 0, order_types: ["PICKUP"] };
  const { body: location } = await shop.ask("POST", "/locations", { body: place });
  const product = await newProduct(shop, { price: 25, track_stock: false });
  await shop.ask("POST", "/promotions", { body: { code: "ONCE", type: "fixed", value: 5, per_customer_limit: 1 } });
  return { shop, location_id: location.id, items: [{ menu_item_id: product.id, quantity: 1 }] };
}

type Opened = Awaited<ReturnType<typeof openShop>>;

type Cancel = (shop: Shop, order: Parsed, customer_id: string) => Promise<Parsed>;

const cancellations: Record<string, Cancel> = {
  "by the merchant": (shop, { id }) => shop.ask("POST", `/orders/${id}/cancel`, { body: { reason: "other" } }),
  "by its status": (shop, { id }) => shop.ask("PATCH", `/orders/${id}/status`, { body: { status: "cancelled" } }),
  "among many": (shop, { id }) => {
    const change = { action: "update_status", data: { status: "cancelled" } };
    return shop.ask("PATCH", "/orders/bulk", { body: { order_ids: [id], ...change } });
  },
  "by its customer": ({ store }, { order_number }, customer_id) =>
    ask("POST", `/orders/${order_number}/cancel`, {
      as: shopperOf(store, customer_id),
      body: { cancellation_reason: "Too late.", refund_mode: "original_payment_mode" },
    }),
};

describe("commerce: a promotion that a customer may use once, and whose order is cancelled", () => {
  let giving: Opened;
  let keeping: Opened;
  before(async () => {
    [giving, keeping] = [await openShop({}), await openShop({ release_promotion_on_cancel: false })];
  });

  async function outcomeOf({ shop, ...cart }: Opened, cancel: Cancel): Promise<string[]> {
    const { id: customer_id } = await newCustomer(shop);
    const order = { ...cart, order_type: "PICKUP", payment_method_id: "pm_card_ok", promo_code: "ONCE" };
    const as = staffOf(shop.store, ["customer"], customer_id);
    const place = () => ask("POST", "/api/v1/customers/orders", { as, body: order });
    const replies = [await place(), await place()];
    replies.push(await cancel(shop, replies[0]?.body, customer_id), await place());
    return replies.map(({ status, body }) => (status < 300 ? `${status}` : `${status} ${body.code}`));
  }

  for (const [how, cancel] of Object.entries(cancellations)) {
    const used = "422 invalid_promo_code";
    it(`is theirs to use again (${how})`, async () => {
      expect(await outcomeOf(giving, cancel)).to.deep.equal(["201", used, "200", "201"]);
    });

    it(`stays used where the store says so (${how})`, async () => {
      expect(await outcomeOf(keeping, cancel)).to.deep.equal(["201", used, "200", used]);
    });
  }
});
