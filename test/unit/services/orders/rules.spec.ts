import { expect } from "chai";
import fc from "fast-check";
import { type Order, type OrderItem, type OrderStatus, orderStatuses } from "../../../../services/contracts.ts";
import { isCounted, productsOf, snapshot, tallyOf } from "../../../../services/orders/event-data.rules.ts";
import { assertDiscount, assertMovable, grandTotal, orderNumber } from "../../../../services/orders/orders.rules.ts";

describe("order rules", () => {
  it("sum up the total from its parts", () => {
    expect(grandTotal({ sub_total: 2_499, discount: 250, tax: 225, shipping: 599, tip: 100 })).to.equal(3_173);
  });

  it("never give a total below zero for an accepted discount", () => {
    const amount = fc.nat({ max: 1e9 });
    fc.assert(
      fc.property(amount, amount, amount, (sub_total, discount, rest) => {
        const amounts = { sub_total, discount, tax: rest, shipping: 0, tip: 0 };
        if (discount > sub_total)
          expect(() => assertDiscount(amounts))
            .to.throw()
            .with.property("code", 422);
        else {
          assertDiscount(amounts);
          expect(grandTotal(amounts)).to.be.at.least(rest);
        }
      }),
    );
  });

  for (const status of orderStatuses) {
    const isEnd = status === "delivered" || status === "cancelled";
    it(`${isEnd ? "keep an order that is" : "allow a change of an order that is"} ${status}`, () => {
      if (!isEnd) return assertMovable(status);
      expect(() => assertMovable(status))
        .to.throw()
        .with.property("type", "invalid_status_transition");
    });
  }

  it("count every order except cancelled ones", () => {
    const counted = orderStatuses.filter(isCounted);
    expect(counted).to.have.members(orderStatuses.filter((status) => status !== "cancelled"));
  });

  it("give the data that customer totals need", () => {
    const tally = tallyOf(order("cancelled"));
    expect(tally).to.deep.equal({
      order_id: "ord_1",
      order_number: "A-1042",
      customer_id: "cust_1",
      version: 3,
      grand_total: 950,
      net_sales: 900,
      currency: "BDT",
      counts: false,
      created_at: 1,
    });
  });

  it("omit the note, which may name a person, from events", () => {
    const data = snapshot(order("pending"));
    expect(data).to.not.have.property("note");
    expect(JSON.stringify(data)).to.not.include("Rahim");
    expect(data).to.include({ order_number: "A-1042", grand_total: 950, customer_id: "cust_1" });
  });

  it("list each delivered product once, without fully cancelled ones", () => {
    const item = (product_id: string, quantity: number, cancelled_quantity: number) =>
      ({ product_id, sku: "S", name: "N", quantity, cancelled_quantity }) as OrderItem;
    const items = [item("item_1", 2, 0), item("item_2", 1, 1), item("item_1", 1, 1), item("item_3", 2, 1)];
    expect(productsOf(items).map(({ product_id }) => product_id)).to.deep.equal(["item_1", "item_3"]);
    expect(productsOf(items)[0]).to.deep.equal({ product_id: "item_1", sku: "S", name: "N" });
  });

  it("format the order number like the contract", () => {
    expect(orderNumber(1_042)).to.equal("A-1042");
  });
});

function order(status: OrderStatus): Order {
  return {
    id: "ord_1",
    order_id: 7,
    order_number: "A-1042",
    store_id: 22,
    customer_id: "cust_1",
    status,
    payment_status: "pending",
    financial_status: "pending",
    fulfillment_status: "unfulfilled",
    currency: "BDT",
    sub_total: 1_000,
    discount: 100,
    tax: 50,
    shipping: 0,
    tip: 0,
    grand_total: 950,
    payment_method: "cod",
    location_id: null,
    order_type: null,
    scheduled_at: null,
    tags: [],
    note: "Ask for Rahim.",
    version: 3,
    revision: 4,
    created_at: 1,
    updated_at: 2,
  };
}
