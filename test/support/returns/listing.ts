import { expect } from "chai";
import type { List, OrderReturn } from "../../../services/contracts.ts";
import { refusal, type Senders } from "./senders.ts";

/** Lists of returns. */
export function describeListing(senders: Senders): void {
  const { ask, move, search, call } = senders;
  const ids = (list: List<OrderReturn>) => list.items.map(({ id }) => id);

  describe("in lists", () => {
    const mine = { customer_id: "cust_lists", order_id: "ord_lists" };
    let made: string[];
    before(async () => {
      made = [];
      for (let n = 0; n < 5; n++) made.unshift((await ask(mine)).id);
      await ask(mine, senders.store_id + 100_000);
      await ask({ customer_id: "cust_lists" });
      await move(made[1] ?? "", "approved");
    });

    it("are newest first, by page and by cursor, of the store only", async () => {
      const all = await search({ order_id: "ord_lists" });
      expect(ids(all)).to.deep.equal(made);
      expect(all).to.include({ total: 5, total_is_capped: false, next_cursor: null });
      expect(ids(await search({ order_id: "ord_lists" }, { limit: 2, page: 2 }))).to.deep.equal(made.slice(2, 4));
      const walked: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await search({ order_id: "ord_lists" }, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        walked.push(...ids(page));
        cursor = page.next_cursor;
      }
      expect(walked).to.deep.equal(made);
    });

    it("are counted in all, and by customer and status", async () => {
      const { total } = await search();
      await ask();
      expect((await search()).total).to.equal(total + 1);
      expect((await search({ customer_id: "cust_lists" })).total).to.equal(6);
      expect(ids(await search({ order_id: "ord_lists", status: "approved" }))).to.deep.equal([made[1]]);
      expect(await search({ customer_id: "cust_lists", status: "received" })).to.deep.include({ items: [], total: 0 });
    });

    it("have cursors that are refused for another customer's list", async () => {
      const { next_cursor: cursor } = await search({ customer_id: "cust_lists" }, { limit: 1 });
      expect(await refusal(search({ customer_id: "cust_other" }, { cursor }))).to.include({ type: "invalid_cursor" });
    });

    it("of an order are oldest first", async () => {
      const found = await call("returns.ofOrder", { store_id: senders.store_id, order_id: "ord_lists" });
      expect(found.map(({ id }) => id)).to.deep.equal(made.toReversed());
    });
  });
}
