import { expect } from "chai";
import fc from "fast-check";
import type { OrderItem, OrderReturn } from "../../../../services/contracts.ts";
import { type Money, moneyOf } from "../../../../services/orders/line-money.rules.ts";
import { noPieces } from "../../../../services/orders/pieces.rules.ts";
import { replacementOf } from "../../../../services/orders/replacement.rules.ts";
import { itemsAskedFor, pricedItems, quantitiesOf } from "../../../../services/orders/return-items.rules.ts";

const resolution = "refund" as const;
const return_reason = "too small";

describe("amount paid for returned items", () => {
  it("includes their share of discount and tax", () => {
    const order = orderOf([itemOf("a", 2, 2_000), itemOf("b", 1, 1_000)], { discount: 500, tax: 250 });
    const [a] = pricedItems(order.items, [], [{ item_id: "a", quantity: 1, resolution, return_reason }]);
    // 4,750 for goods of 5,000: 95 %.
    expect(a).to.include({ item_id: "a", sku: "SKU-a", quantity: 1, amount: 1_900 });
  });

  it("adds up to all but tip and shipping over any partial and rejected returns", () => {
    fc.assert(
      fc.property(orders, parts, ({ items, ...paid }, cuts) => {
        const order = orderOf(items, paid);
        const goods = order.sub_total - order.discount + order.tax;
        const left = new Map(items.map(({ id, quantity }) => [id, quantity]));
        const returns: OrderReturn[] = [];
        for (const [at, { of, quantity, rejected }] of [...cuts, ...lastOf(items)].entries()) {
          const item = items[of % items.length] as OrderItem;
          const returnQuantity = Math.min(quantity, left.get(item.id) ?? 0);
          if (returnQuantity === 0) continue;
          const line = { item_id: item.id, quantity: returnQuantity, resolution, return_reason };
          const priced = pricedItems(order.items, returns, [line]);
          for (const { amount } of priced) expect(amount).to.be.within(0, goods);
          returns.push(returnOf(`ret_${at}`, priced, rejected ? "rejected" : "received"));
          if (!rejected) left.set(item.id, (left.get(item.id) ?? 0) - returnQuantity);
        }
        const accepted = returns.filter(({ status }) => status !== "rejected").flatMap((each) => each.items);
        expect(accepted.reduce((sum, { amount }) => sum + amount, 0)).to.equal(goods);
      }),
    );
  });

  it("is the same for one line as for several lines of one item", () => {
    const order = orderOf([itemOf("a", 3, 3_333)], { discount: 1_000, tax: 77 });
    const one = { item_id: "a", quantity: 1, resolution, return_reason };
    const lines = pricedItems(order.items, [], [one, one, one]);
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).to.equal(9_999 - 1_000 + 77);
  });

  it("is of the line's own tax", () => {
    const order = orderOf([itemOf("a", 1, 10_000), itemOf("b", 1, 10_000)], { tax: 1_000 });
    const taxed = { ...order, items: order.items.map((item, at) => ({ ...item, worth: at === 0 ? 11_000 : 10_000 })) };
    const asked = (item_id: string) => [{ item_id, quantity: 1, resolution, return_reason }];
    expect(pricedItems(taxed.items, [], asked("a"))[0]?.amount).to.equal(11_000);
    expect(pricedItems(taxed.items, [], asked("b"))[0]?.amount).to.equal(10_000);
  });

  it("is zero when nothing was paid", () => {
    const order = orderOf([itemOf("a", 2, 0)]);
    expect(
      pricedItems(order.items, [], [{ item_id: "a", quantity: 2, resolution, return_reason }])[0]?.amount,
    ).to.equal(0);
  });
});

describe("selection of returned items", () => {
  const order = orderOf([itemOf("a", 2, 500), { ...itemOf("b", 1, 600), product_id: "p-a", sku: "SKU-a" }]);
  const select = (item: object, from = order) =>
    itemsAskedFor(from.items, [{ resolution, return_reason, quantity: 1, ...item }]).map(({ item_id, quantity }) => [
      item_id,
      quantity,
    ]);

  it("finds items by product and SKU across all lines of the product", () => {
    expect(select({ product_id: "p-a", sku: "SKU-a", quantity: 3 })).to.deep.equal([
      ["a", 2],
      ["b", 1],
    ]);
    expect(select({ product_id: "p-a", sku: "SKU-a" })).to.deep.equal([["a", 1]]);
  });

  it("uses the line when it is named", () => {
    expect(select({ item_id: "b", product_id: "p-a", sku: "SKU-a" })).to.deep.equal([["b", 1]]);
  });

  it("skips pieces that are asked for already or not delivered", () => {
    const [a, ...others] = order.items;
    const withPieces = (pieces: object) => ({
      ...order,
      items: [{ ...a, pieces: { ...noPieces, ...pieces } }, ...others],
    });
    expect(select({ sku: "SKU-a" }, withPieces({ requested: 2 }) as typeof order)).to.deep.equal([["b", 1]]);
    expect(select({ sku: "SKU-a" }, withPieces({ shipped: 2 }) as typeof order)).to.deep.equal([["b", 1]]);
    expect(select({ sku: "SKU-a" }, withPieces({ delivered: 2 }) as typeof order)).to.deep.equal([["a", 1]]);
  });

  it("keeps an excess quantity for the order to refuse", () => {
    expect(select({ sku: "SKU-a", quantity: 9 })).to.deep.equal([
      ["a", 2],
      ["b", 7],
    ]);
  });

  it("refuses items that are not in the order", () => {
    for (const item of [{ sku: "SKU-z" }, { product_id: "p-b", sku: "SKU-a" }, { item_id: "z" }])
      expect(() => select(item)).to.throw("no such item");
  });

  it("claims each item once when several lines name it", () => {
    const line = { item_id: "a", quantity: 1 };
    expect(quantitiesOf([line, { item_id: "b", quantity: 1 }, line])).to.deep.equal([
      { item_id: "a", quantity: 2 },
      { item_id: "b", quantity: 1 },
    ]);
  });
});

describe("replacement order", () => {
  it("is worth the returned items and costs nothing", () => {
    const order = { ...orderOf([itemOf("a", 2, 500)]), customer_id: "cust_1", currency: "BDT", location_id: "loc_1" };
    const lines = pricedItems(
      order.items,
      [],
      [{ item_id: "a", quantity: 1, resolution: "replacement", return_reason }],
    );
    const made = replacementOf(order as never, order.items, { return_id: "ret_1", id: "ord_2" }, lines);
    expect(made).to.deep.include({ id: "ord_2", customer_id: "cust_1", sub_total: 500, discount: 500, tax: 0 });
    expect(made).to.deep.include({
      payment_method: "replacement",
      tags: ["replacement", "ret_1"],
      location_id: "loc_1",
    });
    expect(made.items?.[0]).to.include({ sku: "SKU-a", quantity: 1, unit_price: 500 });
  });
});

const orders = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 100_000_000 })), {
    minLength: 1,
    maxLength: 6,
  })
  .chain((lines) => {
    const items = lines.map(([quantity, price], index) => itemOf(`i${index}`, quantity, price));
    const subTotal = items.reduce((sum, { total }) => sum + total, 0);
    return fc.record({
      items: fc.constant(items),
      discount: fc.integer({ min: 0, max: subTotal }),
      tax: fc.integer({ min: 0, max: subTotal }),
    });
  });

const parts = fc.array(
  fc.record({ of: fc.nat(10), quantity: fc.integer({ min: 1, max: 9 }), rejected: fc.boolean() }),
  { maxLength: 20 },
);

// Finally, all remaining items are returned.
const lastOf = (items: OrderItem[]) => items.map((_, of) => ({ of, quantity: 9, rejected: false }));

function itemOf(id: string, quantity: number, unit_price: number): OrderItem {
  return {
    id,
    product_id: `p-${id}`,
    sku: `SKU-${id}`,
    name: `Name of ${id}`,
    quantity,
    pieces: { ...noPieces, delivered: quantity },
    discount: 0,
    tax: 0,
    worth: quantity * unit_price,
    source_id: null,
    fulfilled_quantity: quantity,
    cancelled_quantity: 0,
    returned_quantity: 0,
    unit_price,
    total: quantity * unit_price,
    modifiers: [],
    special_instructions: null,
  };
}

function orderOf(items: OrderItem[], paid: { discount?: number; tax?: number } = {}) {
  const amounts = { sub_total: items.reduce((sum, { total }) => sum + total, 0), discount: 0, tax: 0, ...paid };
  const money = moneyOf(
    amounts,
    items.map(({ total }) => ({ total, discount: null, tax: null, covered: null })),
  );
  return { ...amounts, items: items.map((item, index) => ({ ...item, ...(money[index] as Money) })) };
}

function returnOf(id: string, items: OrderReturn["items"], status: OrderReturn["status"]): OrderReturn {
  return {
    id,
    order_id: "ord_1",
    order_number: "A-1",
    customer_id: "cust_1",
    status,
    items,
    shipping_address: null,
    refund_amount: null,
    currency: "BDT",
    replacement_order_id: null,
    note: null,
    version: 1,
    created_at: 0,
    updated_at: 0,
  };
}
