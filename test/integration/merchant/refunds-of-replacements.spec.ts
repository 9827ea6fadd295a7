import "../../support/harness/data.ts";
import { expect } from "chai";
import type { Parsed } from "../../support/harness/index.ts";
import { all } from "../../support/harness/orders.ts";
import { askBack, type Bought, buyDelivered, linesOf, moveReturn } from "../../support/harness/returns.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

// Three pieces for 100.00: each is worth 33.33 or 33.34.
const lamps = [{ name: "Lamp", quantity: 3, unit_price: 3_333 }];

type Found = Pick<Bought, "path">;

describe("refunds of replacements, piece by piece", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const read = async ({ path }: Found) => (await shop.ask("GET", path)).body;
  const refund = async ({ path }: Found, body: object): Promise<unknown> => {
    const reply = await shop.ask("POST", `${path}/refunds`, { body: { reason: "other", ...body } });
    return reply.status === 201 ? reply.body.refund.amount : `${reply.status} ${reply.body.code}`;
  };
  const cancel = (found: Found, more: object = {}) =>
    shop.ask("POST", `${found.path}/cancel`, { body: { reason: "other", refund: true, ...more } });
  const deliver = ({ path }: Found) => shop.ask("PATCH", `${path}/status`, { body: { status: "delivered" } });

  async function received(bought: Bought, return_items: object[]): Promise<Parsed> {
    const { id } = await askBack(bought, return_items);
    await moveReturn(shop, id, "approve");
    const reply = await moveReturn(shop, id, "receive");
    expect(reply.status, reply.text).to.equal(200);
    return reply.body;
  }

  // The order that replaces so many pieces of what was bought.
  async function replace(bought: Bought, quantity: number): Promise<Bought> {
    const wanted = linesOf(bought, quantity, { resolution: "replacement" });
    const { replacement_order_id } = await received(bought, wanted);
    const path = `/orders/${replacement_order_id}`;
    const order = (await shop.ask("GET", path)).body;
    return { ...bought, order, path, own: `/orders/${order.order_number}` };
  }

  const buyLamps = () => buyDelivered(shop, { items: lamps, more: { tax: 1 } });

  it("give back an amount, and then the rest of it", async () => {
    const bought = await buyLamps();
    const replacement = await replace(bought, 3);
    expect(await refund(replacement, { amount: 60 })).to.equal(60);
    expect(await refund(replacement, { amount: 40.01 })).to.equal("422 refund_exceeds_paid");
    expect(await refund(replacement, { amount: 40 })).to.equal(40);
    expect(await read(bought)).to.include({ financial_status: "refunded" });
  });

  it("give back pieces one after another, to exactly what was paid", async () => {
    const bought = await buyLamps();
    const replacement = await replace(bought, 3);
    const one = { items: all(replacement, 1) };
    expect([
      await refund(replacement, one),
      await refund(replacement, one),
      await refund(replacement, one),
    ]).to.deep.equal([33.33, 33.34, 33.33]);
    expect(await refund(replacement, one)).to.equal("422 refund_exceeds_paid");
    expect(await read(bought)).to.include({ financial_status: "refunded" });
  });

  it("give back a piece once, by whichever way", async () => {
    const bought = await buyLamps();
    const replacement = await replace(bought, 1);
    expect(await refund(replacement, { items: all(replacement) })).to.equal(33.33);
    const cancelled = await cancel(replacement);
    expect(cancelled.body).to.include({ status: "cancelled", refund: null });
    const other = await replace(bought, 1);
    await deliver(other);
    expect(await refund(other, { items: all(other) })).to.equal(33.34);
    expect(await received(other, linesOf(other))).to.include({ refund_amount: 0 });
    expect(await refund(bought, { items: all(bought, 1) })).to.equal(33.33);
    expect(await read(bought)).to.include({ financial_status: "refunded" });
  });

  it("asked for at once give back each piece once", async () => {
    const bought = await buyLamps();
    const replacement = await replace(bought, 1);
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => refund(replacement, { items: all(replacement) })),
      cancel(replacement).then(({ body }) => body.refund?.amount ?? "cancelled alone"),
    ]);
    expect(answers.filter((answer) => typeof answer === "number")).to.deep.equal([33.33]);
    const { refunds } = await read(bought);
    expect(refunds.map(({ amount }: Parsed) => amount)).to.deep.equal([33.33]);
  });

  it("asked for at once by amount give back no more than the replacement is worth", async () => {
    const bought = await buyLamps();
    const replacement = await replace(bought, 2);
    const answers = await Promise.all(Array.from({ length: 6 }, () => refund(replacement, { amount: 20 })));
    expect(answers.filter((answer) => answer === 20).length, JSON.stringify(answers)).to.equal(3);
    expect(await refund(replacement, { amount: 6.66 })).to.equal(6.66);
    expect(await read(bought)).to.include({ financial_status: "partially_refunded" });
  });

  it("that were declined for a return are noted with it once they are settled", async () => {
    const bought = await buyDelivered(shop, { items: lamps, more: { tax: 1 }, paidWith: "pm_card_refund_declined" });
    const replacement = await replace(bought, 2);
    await deliver(replacement);
    const { id } = await askBack(replacement);
    await moveReturn(shop, id, "approve");
    const declined = await moveReturn(shop, id, "receive");
    expect([declined.status, declined.body.code]).to.deep.equal([422, "refund_declined"]);
    const [{ message: refund_id }] = declined.body.details;
    const settled = await shop.ask("POST", `${replacement.path}/refunds/${refund_id}/settle`, { body: {} });
    expect(settled.status, settled.text).to.equal(200);
    expect(settled.body.refund).to.include({ amount: 66.67, settled: true });
    const { body } = await shop.ask("GET", `/returns?order_id=${replacement.order.id}`);
    expect(body.data[0]).to.include({ id, refund_amount: 66.67 });
    expect(await refund(replacement, { amount: 1 })).to.equal("422 refund_exceeds_paid");
    expect(await read(bought)).to.include({ financial_status: "partially_refunded" });
  });

  it("give back a piece that was replaced twice with its last replacement alone", async () => {
    const bought = await buyLamps();
    const first = await replace(bought, 3);
    await deliver(first);
    const second = await replace(first, 1);
    expect(await refund(first, { items: all(first, 3) })).to.equal("422 refund_exceeds_paid");
    expect((await cancel(second, { refund_amount: 10 })).body.refund).to.include({ amount: 10 });
    expect(await refund(second, { amount: 23.33 })).to.equal(23.33);
    expect(await refund(first, { items: all(first, 2) })).to.equal(66.67);
    expect(await read(bought)).to.include({ financial_status: "refunded" });
  });
});

describe("free items", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const items = [
    { name: "Lamp", quantity: 1, unit_price: 10_000 },
    { name: "Bulb", quantity: 2, unit_price: 0 },
  ];

  it("come back with paid ones, which are refunded", async () => {
    const bought = await buyDelivered(shop, { items });
    const { id } = await askBack(bought);
    await moveReturn(shop, id, "approve");
    const reply = await moveReturn(shop, id, "receive");
    expect(reply.status, reply.text).to.equal(200);
    expect(reply.body).to.include({ status: "received", refund_amount: 100 });
    const order = (await shop.ask("GET", bought.path)).body;
    expect(order.items.map((item: Parsed) => item.returned_quantity)).to.deep.equal([1, 2]);
    expect(order.refunds[0].lines.map(({ quantity, amount }: Parsed) => [quantity, amount])).to.deep.equal([
      [1, 100],
      [2, 0],
    ]);
  });

  it("alone have nothing to refund, and their order stays paid", async () => {
    const free = items.slice(1);
    const bought = await buyDelivered(shop, {
      items: free,
      payment: "none",
      more: { payment_status: "captured", financial_status: "paid" },
    });
    const body = { items: all(bought, 1), reason: "other" };
    const refused = await shop.ask("POST", `${bought.path}/refunds`, { body });
    expect([refused.status, refused.body.code]).to.deep.equal([409, "nothing_to_refund"]);
    const { id } = await askBack(bought, linesOf(bought, 1, { resolution: "replacement" }));
    await moveReturn(shop, id, "approve");
    const { body: received } = await moveReturn(shop, id, "receive");
    const path = `/orders/${received.replacement_order_id}`;
    const cancelled = await shop.ask("POST", `${path}/cancel`, { body: { reason: "other", refund: true } });
    expect(cancelled.status, cancelled.text).to.equal(200);
    expect(cancelled.body).to.include({ status: "cancelled", refund: null });
    expect((await shop.ask("GET", bought.path)).body).to.include({
      payment_status: "captured",
      financial_status: "paid",
    });
  });
});
