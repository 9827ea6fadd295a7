import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask, type Parsed } from "../../support/harness/index.ts";
import { asShopper } from "../../support/harness/reviews.ts";
import { newCustomer, newOrder, newShop, type Shop, setStatus, shopperOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

const nothing = {
  enabled: true,
  tier: "bronze",
  total_points_earned: 0,
  total_points_redeemed: 0,
  points_balance: 0,
  redeemable_points: 0,
};

describe("shopper loyalty", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const summary = ({ id }: Parsed) => asShopper(shop, id)("GET", `/customers/${id}/loyalty`);
  const activity = ({ id }: Parsed, query = "") =>
    asShopper(shop, id)("GET", `/customers/${id}/loyalty-points-activity${query}`);
  const adjust = ({ id: customer_id }: Parsed, adjustment: number, reason = "A gift") => {
    const { store_id, tenant_id } = shop.store;
    const member = { store_id, tenant_id, customer_id };
    return act("loyalty.adjust", { ...member, idempotency_key: ulid(), adjustment, reason });
  };
  const redeem = ({ id: customer_id }: Parsed, points: number) => {
    const { store_id, tenant_id, currency_decimals } = shop.store;
    const wish = { points, reward_type: "gift_card" as const, currency_decimals };
    return act("loyalty.redeem", { store_id, tenant_id, customer_id, idempotency_key: ulid(), ...wish });
  };

  it("starts with zero points", async () => {
    const customer = await newCustomer(shop);
    expect((await summary(customer)).body).to.deep.equal(nothing);
    expect((await activity(customer)).body).to.deep.equal({
      loyalty_points_activity: [],
      pagination: { page: 1, limit: 20, total: 0, next_cursor: null },
    });
  });

  it("earns points for a delivered order and shows the redemption", async () => {
    const customer = await newCustomer(shop);
    const order = await newOrder(shop, customer.id, 75_099);
    await setStatus(order, "delivered");
    const earned = await until(async () => {
      const { body } = await summary(customer);
      return body.points_balance > 0 ? body : undefined;
    });
    const points = { total_points_earned: 750, points_balance: 750, redeemable_points: 750 };
    expect(earned).to.deep.equal({ ...nothing, ...points, tier: "silver" });
    await redeem(customer, 300);
    expect((await summary(customer)).body).to.deep.equal({
      ...nothing,
      total_points_earned: 750,
      total_points_redeemed: 300,
      points_balance: 450,
      redeemable_points: 450,
    });
    const { body } = await activity(customer);
    const [redeemed, first] = body.loyalty_points_activity;
    expect(body.pagination.total).to.equal(2);
    expect(redeemed).to.include({ type: "redeem", points: -300, order_id: null });
    expect(first).to.include({ type: "earn", points: 750, order_id: order.id });
    expect(first.description).to.contain(order.order_number);
    expect(first.id).to.match(/^txn_/);
  });

  it("lists activity newest first, by page and by cursor", async () => {
    const customer = await newCustomer(shop);
    for (const points of [1, 2, 3, 4, 5]) await adjust(customer, points);
    const pointsOf = ({ body }: Parsed) => body.loyalty_points_activity.map(({ points }: Parsed) => points);
    expect(pointsOf(await activity(customer))).to.deep.equal([5, 4, 3, 2, 1]);
    const second = await activity(customer, "?page=2&limit=2");
    expect(pointsOf(second)).to.deep.equal([3, 2]);
    expect(second.body.pagination).to.include({ page: 2, limit: 2, total: 5 });
    const { next_cursor } = second.body.pagination;
    const rest = await activity(customer, `?limit=2&cursor=${next_cursor}`);
    expect(pointsOf(rest)).to.deep.equal([1]);
    expect(rest.body.pagination.next_cursor).to.equal(null);
    for (const query of ["?limit=101", "?limit=0", "?page=0", "?type=earn", `?page=2&cursor=${next_cursor}`])
      expect((await activity(customer, query)).body, query).to.include({ status: 400, code: "validation_error" });
    expect((await activity(customer, "?cursor=x")).body).to.include({ status: 400, code: "invalid_cursor" });
    const another = await newCustomer(shop);
    expect((await activity(another, `?cursor=${next_cursor}`)).body.code).to.equal("invalid_cursor");
  });

  it("offers no redeemable points while the store's program is disabled", async () => {
    const customer = await newCustomer(shop);
    await adjust(customer, 120);
    const settings = (enabled: boolean) =>
      act("stores.setSettings", {
        idempotency_key: ulid(),
        store_id: shop.store.store_id,
        settings: { loyalty: enabled ? null : { enabled } },
      });
    const becomes = (enabled: boolean) =>
      until(async () => {
        const { body } = await summary(customer);
        return body.enabled === enabled ? body : undefined;
      });
    await settings(false);
    expect(await becomes(false)).to.include({ points_balance: 120, redeemable_points: 0 });
    await settings(true);
    expect(await becomes(true)).to.include({ points_balance: 120, redeemable_points: 120 });
  });

  it("is inaccessible to other customers, callers and stores", async () => {
    const [mine, theirs] = [await newCustomer(shop), await newCustomer(shop)];
    await adjust(theirs, 500);
    const elsewhere = await newShop();
    for (const path of ["loyalty", "loyalty-points-activity"]) {
      const foreign = await ask("GET", `/customers/${theirs.id}/${path}`, { as: shopperOf(shop.store, mine.id) });
      expect(foreign.body).to.include({ status: 403, code: "forbidden" });
      for (const as of [{}, shop.merchant, shop.app])
        expect((await ask("GET", `/customers/${theirs.id}/${path}`, { as })).status).to.equal(401);
    }
    // The same id under another store has no activity.
    const wrong = await asShopper(elsewhere, theirs.id)("GET", `/customers/${theirs.id}/loyalty`);
    expect(wrong.body).to.deep.equal(nothing);
  });
});
