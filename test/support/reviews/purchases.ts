import { expect } from "chai";
import type { Readers } from "./readers.ts";

/** How purchases are recorded. */
export function describePurchases({ deliver, delivery, receive, ready, write, ofCustomer }: Readers): void {
  describe("products ready for review", () => {
    const day = 86_400_000;

    it("are those delivered, the latest first, with their order", async () => {
      await deliver({ customer_id: "cust_p1", products: ["item_a", "item_b"], order_id: "ord_p00001", at: 1 * day });
      await deliver({ customer_id: "cust_p1", products: ["item_c"], order_id: "ord_p00002", at: 2 * day });
      const found = await ready("cust_p1");
      expect(found.map(({ product_id }) => product_id)).to.deep.equal(["item_c", "item_b", "item_a"]);
      expect(found[0]).to.deep.equal({
        product_id: "item_c",
        sku: "SKU-item_c",
        name: "Name of item_c",
        order_id: "ord_p00002",
        order_number: "A-p00002",
        delivered_at: 2 * day,
      });
      expect((await ready("cust_p1", 1)).map(({ product_id }) => product_id)).to.deep.equal(["item_c"]);
      expect(await ready("cust_p2")).to.deep.equal([]);
    });

    it("list each product once, with its first delivery, in any order of events and repeats", async () => {
      const first = delivery({ customer_id: "cust_p3", products: ["item_a"], order_id: "ord_p00003", at: 3 * day });
      const second = delivery({ customer_id: "cust_p3", products: ["item_a"], order_id: "ord_p00004", at: 4 * day });
      for (const event of [second, first, second, first]) await receive(event);
      const found = await ready("cust_p3");
      expect(found).to.have.length(1);
      expect(found[0]).to.include({ order_id: "ord_p00003", delivered_at: 3 * day });
    });

    it("are recorded once under concurrent deliveries", async () => {
      const products = Array.from({ length: 6 }, (_, index) => `item_${index}`);
      const events = Array.from({ length: 8 }, (_, n) =>
        delivery({ customer_id: "cust_p4", products: n % 2 ? products : products.toReversed(), at: n * day }),
      );
      await Promise.all(events.map(receive));
      const found = await ready("cust_p4");
      expect(found).to.have.length(6);
      expect(found.every(({ delivered_at }) => delivered_at === 0)).to.equal(true);
    });

    it("omit reviewed products, also when these are delivered again or an earlier delivery arrives late", async () => {
      await deliver({ customer_id: "cust_p5", products: ["item_a"], order_id: "ord_p00005", at: 5 * day });
      const review = await write("cust_p5", "item_a");
      await deliver({ customer_id: "cust_p5", products: ["item_a"], at: 6 * day });
      await deliver({ customer_id: "cust_p5", products: ["item_a"], at: 4 * day });
      expect(await ready("cust_p5")).to.deep.equal([]);
      expect((await ofCustomer("cust_p5")).items).to.deep.equal([review]);
      expect(review.order_id).to.equal("ord_p00005");
    });

    it("ignore orders without a delivery", async () => {
      const base = delivery({ customer_id: "cust_p6", products: [] });
      await receive(base);
      await receive({ ...base, id: `${base.id}-2`, data: { ...base.data, delivered: undefined } as never });
      expect(await ready("cust_p6")).to.deep.equal([]);
    });
  });
}
