import "../../support/harness/data.ts";
import { expect } from "chai";
import type { Parsed } from "../../support/harness/index.ts";
import { ask } from "../../support/harness/index.ts";
import { newCustomer, newOrder, newShop, type Shop, staffOf } from "../../support/harness/shop.ts";
import { inParallel } from "../../support/load.ts";

// Characters of three bytes each: what a schema counts as one.
const wide = (length: number) => "李".repeat(length);

describe("answers above what one message of the bus may hold", function () {
  this.timeout(180_000);
  let shop: Shop;
  let customer: Parsed;

  before(async () => {
    shop = await newShop();
    customer = await newCustomer(shop, { first_name: wide(80), last_name: wide(80) });
    const line = (at: number) => ({
      product_id: `item_${at}`,
      sku: `SKU-${at}`,
      name: wide(200),
      quantity: 1,
      unit_price: 5,
    });
    const items = Array.from({ length: 100 }, (_, at) => line(at));
    await inParallel(40, 4, async () => {
      await newOrder(shop, customer.id, 500, { items });
    });
  });

  it("are given for 40 orders of 100 lines each", async () => {
    const as = staffOf(shop.store, ["tenant_admin"]);
    const reply = await ask("GET", `/api/v1/customers/orders?customer_id=${customer.id}&limit=40`, { as });
    expect(reply.status).to.equal(200);
    expect(Buffer.byteLength(reply.text)).to.be.above(1024 * 1024);
  });
});
