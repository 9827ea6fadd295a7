import { expect } from "chai";
import type { List, Review } from "../../../services/contracts.ts";
import { refusal } from "../refusal.ts";
import { Readers } from "./readers.ts";

/** Lists of reviews. */
export function describeListing(readers: Readers): void {
  const { deliver, write, moderate, ofCustomer, ofProduct } = readers;
  const products = Array.from({ length: 7 }, (_, n) => `item_l${n}`);

  describe("in lists", () => {
    before(async () => {
      await deliver({ customer_id: "cust_l1", products });
      await deliver({ customer_id: "cust_l2", products: products.slice(0, 1) });
      for (const product of products) await write("cust_l1", product);
      await write("cust_l2", "item_l0");
    });

    it("are their author's own, newest first, by page and by cursor", async () => {
      const all = await ofCustomer("cust_l1");
      expect(all.items.map(({ product_id }) => product_id)).to.deep.equal(products.toReversed());
      expect(all).to.include({ total: 7, total_is_capped: false, next_cursor: null });
      const second = await ofCustomer("cust_l1", { page: 2, limit: 3 });
      expect(second.items).to.deep.equal(all.items.slice(3, 6));
      expect(await walk((more) => ofCustomer("cust_l1", { limit: 3, ...more }))).to.deep.equal(all.items);
    });

    it("have cursors that are refused for another list", async () => {
      const { next_cursor: cursor } = await ofCustomer("cust_l1", { limit: 3 });
      for (const refused of [ofCustomer("cust_l2", { cursor }), ofProduct("item_l0", { cursor })].map(refusal))
        expect(await refused).to.include({ type: "invalid_cursor", code: 400 });
    });

    it("of a product contain all published reviews", async () => {
      const found = await ofProduct("item_l0");
      expect(found.items.map(({ customer_id }) => customer_id)).to.deep.equal(["cust_l2", "cust_l1"]);
      expect(found).to.include({ total: 2 });
      expect(await walk((more) => ofProduct("item_l0", { limit: 1, ...more }))).to.deep.equal(found.items);
    });

    it("of a store contain all, or those with a status", async () => {
      const shop = new Readers();
      // The same service, with another store.
      const of = { store_id: shop.store_id };
      for (const product of products) await shop.deliver({ customer_id: "cust_l3", products: [product] });
      const made: Review[] = [];
      for (const product of products) made.push(await write("cust_l3", product, of));
      const hidden = await moderate(made[2]?.id ?? "", "rejected", of);
      await shop.db.close();
      const all = await readers.search(of);
      expect(all).to.include({ total: 7 });
      expect(all.items.map(({ id }) => id)).to.deep.equal(made.map(({ id }) => id).toReversed());
      expect(await readers.search({ ...of, status: "rejected" })).to.deep.include({ items: [hidden], total: 1 });
      expect(await walk((more) => readers.search({ ...of, limit: 2, ...more }))).to.deep.equal(all.items);
      const published = await walk((more) => readers.search({ ...of, status: "published", limit: 2, ...more }));
      expect(published).to.deep.equal(all.items.filter(({ status }) => status === "published"));
    });
  });
}

/** Every item of a list, by cursor. */
async function walk(page: (more: { cursor?: string }) => Promise<List<Review>>): Promise<Review[]> {
  const items: Review[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const found = await page(cursor === undefined ? {} : { cursor });
    items.push(...found.items);
    cursor = found.next_cursor;
  }
  return items;
}
