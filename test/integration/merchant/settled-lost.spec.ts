import "../../support/harness/data.ts";
import { expect } from "chai";
import type { Parsed } from "../../support/harness/index.ts";
import { all } from "../../support/harness/orders.ts";
import { buy } from "../../support/harness/returns.ts";
import { newShop } from "../../support/harness/shop.ts";

describe("lost pieces whose refund was declined", () => {
  it("can be sent again until the refund is settled, and not after that", async () => {
    const shop = await newShop();
    const items = [{ name: "Pizza", quantity: 3, unit_price: 3_000 }];
    const bought = await buy(shop, { items, paidWith: "pm_card_refund_declined" });
    const send = (quantity: number) =>
      shop.ask("POST", `${bought.path}/fulfillments`, { body: { items: all(bought, quantity) } });
    const { body } = await send(2);
    for (const status of ["shipped", "lost"])
      await shop.ask("PATCH", `${bought.path}/fulfillments/${body.id}`, { body: { status } });
    const refund = { items: all(bought, 2), reason: "other" };
    const declined = await shop.ask("POST", `${bought.path}/refunds`, { body: refund });
    expect(declined.body, declined.text).to.include({ status: 422, code: "refund_declined" });
    const item = async (): Promise<Parsed> => (await shop.ask("GET", bought.path)).body.items[0];
    expect(await item()).to.include({ lost_quantity: 2, cancelled_quantity: 0 });
    const { path, message: id } = declined.body.details[0];
    expect(path).to.equal("refund_id");
    const settled = await shop.ask("POST", `${bought.path}/refunds/${id}/settle`, { body: {} });
    expect(settled.status, settled.text).to.equal(200);
    expect(await item()).to.include({ lost_quantity: 0, cancelled_quantity: 2 });
    expect((await send(2)).body).to.include({ status: 422, code: "quantity_exceeds_unfulfilled" });
    expect((await send(1)).status).to.equal(201);
  });
});
