import "../../support/harness/data.ts";
import { expect } from "chai";
import type { Parsed, Reply } from "../../support/harness/index.ts";
import { all, type Wish } from "../../support/harness/orders.ts";
import { askBack, type Bought, buy, buyDelivered, moveReturn } from "../../support/harness/returns.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";
import { assertWhole } from "../../support/lives/invariants.ts";

// Every part of a line is rounded: 137.10 and 30.03 of tax and fees.
const wish: Wish = {
  items: [
    { name: "Pasta", quantity: 5, unit_price: 2_742 },
    { name: "Bread", quantity: 3, unit_price: 1_001 },
  ],
  more: { tax: 1_007, shipping: 599, tip: 101 },
};
const goods = 17_720;
const paid = goods + 700;
const cents = (amount: number) => Math.round(amount * 100);

describe("acts on the money of one order at once", function () {
  this.timeout(60_000);
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const refund = ({ path }: Bought, body: object) =>
    shop.ask("POST", `${path}/refunds`, { body: { reason: "damaged", ...body } });
  const cancel = ({ path }: Bought) => shop.ask("POST", `${path}/cancel`, { body: { reason: "other", refund: true } });

  async function together(bought: Bought, ...acts: (() => Promise<Reply>)[]) {
    const replies = await Promise.all(acts.map((act) => act()));
    for (const { status, text } of replies) expect(status, text).to.be.within(200, 422);
    const [{ body: order }, { body: own }] = [
      await shop.ask("GET", bought.path),
      await bought.shopper("GET", bought.own),
    ];
    assertWhole({ order, own, decimals: 2 });
    const refunded = order.refunds.reduce((sum: number, { amount }: Parsed) => sum + cents(amount), 0);
    return { replies, order, refunded };
  }

  it("promise exactly what was paid for the goods when each piece is asked back by itself", async () => {
    const bought = await buyDelivered(shop, wish);
    const line = ({ sku, product_id }: Parsed) => ({ sku, product_id, quantity: 1, resolution: "refund" });
    const pieces = bought.order.items.flatMap((item) => Array(item.quantity).fill(line(item)));
    const returns = await Promise.all(pieces.map((one) => askBack(bought, [{ ...one, return_reason: "No." }])));
    const amounts = returns.flatMap(({ return_items }) => return_items.map(({ amount }: Parsed) => cents(amount)));
    expect(amounts.reduce((sum, amount) => sum + amount, 0)).to.equal(goods);
    for (const { id } of returns) await moveReturn(shop, id, "approve");
    const { refunded } = await together(
      bought,
      ...returns.map(
        ({ id }) =>
          () =>
            moveReturn(shop, id, "receive"),
      ),
    );
    expect(refunded).to.equal(goods);
  });

  it("give back each piece once to two refunds, and the rest to a third", async () => {
    const bought = await buy(shop, wish);
    const pieces = () => refund(bought, { items: all(bought, 2) });
    const { replies } = await together(bought, pieces, pieces, () => refund(bought, { amount: 20 }));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 201, 422]);
    const left = (await shop.ask("GET", bought.path)).body;
    const given = left.refunds.reduce((sum: number, { amount }: Parsed) => sum + cents(amount), 0);
    const { refunded } = await together(bought, () => refund(bought, { amount: (paid - given) / 100 }));
    expect(refunded).to.equal(paid);
  });

  it("give back all of it, and no more, to a refund and a cancellation", async () => {
    for (let turn = 0; turn < 3; turn++) {
      const bought = await buy(shop, wish);
      const { order, refunded } = await together(
        bought,
        () => refund(bought, { amount: 50 }),
        () => cancel(bought),
        () => refund(bought, { items: all(bought, 1) }),
      );
      expect(order).to.include({ status: "cancelled", financial_status: "refunded" });
      expect(refunded).to.equal(paid);
    }
  });

  it("give back each line once to a return that is received and a refund of its pieces", async () => {
    for (let turn = 0; turn < 3; turn++) {
      const bought = await buyDelivered(shop, wish);
      const { id } = await askBack(bought);
      await moveReturn(shop, id, "approve");
      const { replies, order, refunded } = await together(
        bought,
        () => moveReturn(shop, id, "receive"),
        () => refund(bought, { items: all(bought) }),
        () => moveReturn(shop, id, "receive"),
      );
      const [received, byHand] = replies;
      expect(received?.status, received?.text).to.equal(200);
      expect(refunded).to.equal(goods);
      const given = byHand?.status === 201 ? cents(byHand.body.refund.amount) : 0;
      expect(cents(order.returns[0].refund_amount) + given).to.equal(goods);
      expect(order).to.include({ financial_status: "partially_refunded" });
    }
  });
});
