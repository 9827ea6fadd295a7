import { expect } from "chai";
import { act } from "../support/harness/index.ts";
import { newCustomer, newOrder, newShop, type Shop, setStatus, untilTotals } from "../support/harness/shop.ts";

describe("customer order totals", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });
  const newBuyer = async () => (await newCustomer(shop)).id as string;

  it("follow the customer's orders on both surfaces", async () => {
    const id = await newBuyer();
    await newOrder(shop, id, 150_000, { shipping: 6_000, discount: 10_000 });
    await newOrder(shop, id, 25);
    const { email } = await untilTotals(shop, id, 2, 1460.25);
    const { body } = await shop.askApp("GET", `/customers?search=${email}`);
    expect(body.data[0]).to.include({ total_orders: 2, total_spent: 1460.25 });
  });

  it("exclude cancelled orders only", async () => {
    const id = await newBuyer();
    const [cancelled, delivered] = [await newOrder(shop, id, 100), await newOrder(shop, id, 200)];
    await untilTotals(shop, id, 2, 3);
    await setStatus(cancelled, "cancelled");
    await setStatus(delivered, "delivered");
    await untilTotals(shop, id, 1, 2);
    const refunded = await newOrder(shop, id, 400);
    await setStatus(refunded, "refunded");
    await untilTotals(shop, id, 2, 6);
  });

  it("change the record's ETag", async () => {
    const id = await newBuyer();
    const before = (await shop.ask("GET", `/customers/${id}`)).headers.get("etag") ?? "";
    await newOrder(shop, id, 100);
    await untilTotals(shop, id, 1, 1);
    const stale = { "If-Match": before };
    expect((await shop.ask("PUT", `/customers/${id}`, { body: { first_name: "A" }, headers: stale })).status).to.equal(
      412,
    );
  });

  it("are correct after many concurrent orders", async () => {
    const id = await newBuyer();
    const orders = await Promise.all(Array.from({ length: 20 }, (_, number) => newOrder(shop, id, 100 + number)));
    await untilTotals(shop, id, 20, 21.9);
    await Promise.all(orders.slice(0, 10).map((order) => setStatus(order, "cancelled")));
    await untilTotals(shop, id, 10, 11.45);
  });

  it("have the decimals of the currency", async () => {
    for (const [currency, amount] of [
      ["JPY", 1234],
      ["KWD", 1.234],
    ] as const) {
      const other = await newShop({ currency, country: "JP" });
      const { id } = await newCustomer(other);
      await newOrder(other, id, 1_234);
      await untilTotals(other, id, 1, amount);
    }
  });

  it("are the same after a rebuild from the orders", async () => {
    const id = await newBuyer();
    const cancelled = await newOrder(shop, id, 300);
    await newOrder(shop, id, 500);
    await setStatus(cancelled, "cancelled");
    await untilTotals(shop, id, 1, 5);
    const { store_id } = shop.store;
    const result = await act("orchestra.rebuildCustomerTotals", { store_id });
    expect(result.repaired).to.equal(0);
    await untilTotals(shop, id, 1, 5);
  });
});
