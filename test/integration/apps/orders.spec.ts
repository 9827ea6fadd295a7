import { expect } from "chai";
import type { Parsed } from "../../support/harness/index.ts";
import { newCustomer, newOrder, newShop, type Shop, setStatus } from "../../support/harness/shop.ts";

describe("apps: orders of a customer", () => {
  let shop: Shop;
  let user_id: number;
  let numbers: number[];
  before(async () => {
    shop = await newShop();
    const { id } = await newCustomer(shop, { first_name: "Buyer" });
    [{ user_id }] = (await shop.askApp("GET", "/customers?search=buyer")).body.data;
    const amounts = { discount: 10_000, shipping: 6_000, tax: 50, tip: 0, note: "Ring twice" };
    const orders = [
      await newOrder(shop, id, 150_000, amounts),
      await newOrder(shop, id, 1),
      await newOrder(shop, id, 2),
    ];
    const [first] = orders;
    if (first) for (const status of ["confirmed", "shipped", "delivered"] as const) await setStatus(first, status);
    numbers = orders.map(({ order_id }) => order_id);
    const { id: stranger } = await newCustomer(shop, { first_name: "Stranger" });
    await newOrder(shop, stranger, 7);
  });
  const list = (query = "") => shop.askApp("GET", `/customers/${user_id}/orders${query}`);

  it("are listed newest first with the seed's fields and amounts", async () => {
    const { body } = await list();
    expect(body.data.map(({ order_id }: Parsed) => order_id)).to.deep.equal(numbers.toReversed());
    expect(body.pagination).to.deep.equal({ page: 1, limit: 50, total: 3, next_cursor: null });
    expect(body.data[2]).to.include({
      store_id: shop.store.store_id,
      user_id,
      order_status: "delivered",
      sub_total: 1500,
      tax: 0.5,
      shipping: 60,
      discount: 100,
      grand_total: 1460.5,
      payment_method: "cod",
      note: "Ring twice",
    });
  });

  it("are filtered by status", async () => {
    expect((await list("?status=delivered&limit=10")).body.data).to.have.length(1);
    expect((await list("?status=pending")).body.pagination.total).to.equal(2);
    expect((await list("?status=refunded")).body.data).to.deep.equal([]);
    for (const query of ["?status=lost", "?limit=251", "?sort=x"])
      expect((await list(query)).status, query).to.equal(400);
  });

  it("are paged by page and by cursor", async () => {
    expect((await list("?limit=2&page=2")).body.data.map(({ order_id }: Parsed) => order_id)).to.deep.equal([
      numbers[0],
    ]);
    const { next_cursor } = (await list("?limit=2")).body.pagination;
    expect(
      (await list(`?limit=2&cursor=${next_cursor}`)).body.data.map(({ order_id }: Parsed) => order_id),
    ).to.deep.equal([numbers[0]]);
  });

  it("are hidden from other stores", async () => {
    const other = await newShop();
    expect((await other.askApp("GET", `/customers/${user_id}/orders`)).body.message).to.equal("Customer not found.");
  });
});
