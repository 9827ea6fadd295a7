import { expect } from "chai";
import { refusal } from "../refusal.ts";
import type { Readers } from "./readers.ts";

/** Reviews of an erased customer, of which nothing stays. */
export function describeErasing(readers: Readers): void {
  const { call, db, deliver, request, write, erase, ready, ofCustomer, ofProduct, moderate, store_id } = readers;

  describe("of an erased customer", () => {
    it("are deleted, summaries and counts are updated, and other customers' reviews stay", async () => {
      for (const customer_id of ["cust_e1", "cust_e2"])
        await deliver({ customer_id, products: ["item_e1", "item_e2", "item_e3"] });
      await write("cust_e1", "item_e1", { rating: 1 });
      const { id } = await write("cust_e1", "item_e2", { rating: 1 });
      await moderate(id, "rejected");
      const other = await write("cust_e2", "item_e1", { rating: 5 });
      const { total } = await readers.search();
      await erase("cust_e1");
      expect(await ofCustomer("cust_e1")).to.include({ total: 0 });
      expect(await ready("cust_e1")).to.deep.equal([]);
      expect(await ofProduct("item_e1")).to.deep.include({
        items: [other],
        total: 1,
        summary: { product_id: "item_e1", reviews: 1, average_rating: 5 },
      });
      expect((await ofProduct("item_e2")).summary).to.include({ reviews: 0 });
      expect((await readers.search()).total).to.equal(total - 2);
      expect(await refusal(moderate(id, "published"))).to.include({ type: "review_not_found" });
      expect(await ready("cust_e2")).to.have.length(2);
    });

    it("stay deleted when the event is redelivered, and when a delivery arrives late", async () => {
      await deliver({ customer_id: "cust_e3", products: ["item_e4"] });
      await write("cust_e3", "item_e4");
      await erase("cust_e3");
      await erase("cust_e3");
      await deliver({ customer_id: "cust_e3", products: ["item_e4", "item_e5"] });
      expect(await ready("cust_e3")).to.deep.equal([]);
      expect(await refusal(write("cust_e3", "item_e5"))).to.include({ type: "not_a_buyer" });
      expect((await ofProduct("item_e4")).summary).to.include({ reviews: 0 });
    });

    it("are never stored when the erasure arrives first", async () => {
      await erase("cust_e6");
      await deliver({ customer_id: "cust_e6", products: ["item_e6"] });
      expect(await ready("cust_e6")).to.deep.equal([]);
    });

    it("leave no text in any table, and their recorded answers are not returned again", async () => {
      const secret = "a word that is nowhere else";
      await deliver({ customer_id: "cust_e7", products: ["item_e7"] });
      const params = request("cust_e7", "item_e7", { body: secret });
      const { id } = await call("reviews.create", params);
      await moderate(id, "rejected");
      await erase("cust_e7");
      const tables = { reviews: "body", reviews_outbox: "fact", reviews_idempotency: "result" };
      for (const [table, column] of Object.entries(tables)) {
        const sql = `SELECT COUNT(*) AS found FROM ${table} WHERE ${column} LIKE ?`;
        expect((await db.row<{ found: number }>(sql, [`%${secret}%`]))?.found, table).to.equal(0);
      }
      expect(await refusal(call("reviews.create", params))).to.include({ type: "erased", code: 410 });
    });

    it("are deleted in their own store only", async () => {
      const elsewhere = store_id + 100_000;
      const event = readers.delivery({ customer_id: "cust_e8", products: ["item_e8"] });
      await readers.receive({ ...event, store_id: elsewhere });
      await erase("cust_e8");
      expect(await write("cust_e8", "item_e8", { store_id: elsewhere })).to.include({ customer_id: "cust_e8" });
    });
  });
}
