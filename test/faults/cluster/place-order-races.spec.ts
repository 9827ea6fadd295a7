import { expect } from "chai";
import type { OrderRequest } from "../../../services/contracts.ts";
import { joinCluster, type LoadActions } from "../../support/load-actions.ts";
import { ownCluster } from "../../support/load-cluster.ts";
import { OrderingShop } from "../../support/ordering/shop.ts";

const buyers = 64;

describe("orders that many place at once", () => {
  let actions: LoadActions;
  let shop: OrderingShop;

  before(async function () {
    this.timeout(120_000);
    actions = await joinCluster((await ownCluster()).servers.natsUrl);
    shop = await new OrderingShop((name, params) => actions.insist(name, params), 22, "ten_demo").open();
  });
  after(() => actions?.stop());

  // How the orders of so many customers ended, and whose stand.
  async function race(fields: Partial<OrderRequest>) {
    const customers = await Promise.all(Array.from({ length: buyers }, () => shop.newCustomer()));
    const counts: Record<string, number> = {};
    const outcomes = await Promise.all(
      customers.map((customer) =>
        shop.place(customer, fields).then(
          () => "placed",
          ({ code, type }) => `${code} ${type}`,
        ),
      ),
    );
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
    expect(await shop.untilNothingRuns()).to.deep.equal([]);
    const orders = (await Promise.all(customers.map((customer) => shop.orders(customer)))).flat();
    // One whose buyer had to ask again may leave an order behind that was taken back, and its money with it.
    const standing = orders.filter(({ status }) => status !== "cancelled");
    expect(orders.filter((order) => !standing.includes(order) && order.financial_status === "paid")).to.deep.equal([]);
    return { counts, orders: standing };
  }

  it(`sells the last ten pieces to ten of ${buyers} buyers`, async function () {
    this.timeout(120_000);
    const rare = await shop.newProduct({}, 10);
    const { counts, orders } = await race({ items: [{ product_id: rare.id, quantity: 1 }] });
    expect(counts).to.deep.equal({ placed: 10, "409 out_of_stock": buyers - 10 });
    expect(orders.map(({ financial_status }) => financial_status)).to.deep.equal(Array(10).fill("paid"));
    expect(await shop.shelf(rare)).to.deep.equal({ on_hand: 0, reserved: 0 });
  });

  it(`gives a promotion of five to five of ${buyers} buyers, and holds nothing for the others`, async function () {
    this.timeout(120_000);
    const before = await shop.shelf();
    const promotion = await shop.newPromotion({ usage_limit: 5 });
    const { counts, orders } = await race({ promo_code: promotion.code });
    expect(counts).to.deep.equal({ placed: 5, "422 invalid_promo_code": buyers - 5 });
    expect(orders.map(({ discount }) => discount)).to.deep.equal(Array(5).fill(500));
    expect(await shop.uses(promotion)).to.equal(5);
    expect(await shop.shelf()).to.deep.equal({ on_hand: before.on_hand - 10, reserved: 0 });
  });

  it("spends a redemption on one of the orders that name it at once", async function () {
    this.timeout(120_000);
    const customer = await shop.newCustomer();
    const redemption_id = await shop.newRedemption(customer);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, () => shop.place(customer, { redemption_id })),
    );
    expect(await shop.untilNothingRuns()).to.deep.equal([]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    const orders = await shop.orders(customer);
    expect(orders).to.have.length(1);
    expect(await shop.redemption(customer, redemption_id)).to.include({ state: "spent", order_id: orders[0]?.id });
  });
});
