import "../../support/harness/data.ts";
import { expect } from "chai";
import { ulid } from "ulid";
import { act, type Parsed } from "../../support/harness/index.ts";
import { askBack, type Bought, buy, moveReturn } from "../../support/harness/returns.ts";
import { newShop, type Shop } from "../../support/harness/shop.ts";

describe("a refund of an order that two payments paid, of which one declines it", () => {
  let shop: Shop;
  let bought: Bought;
  before(async () => {
    shop = await newShop();
  });

  // 66.17 in all: 30.00 by the older payment, which is asked last and declines.
  beforeEach(async () => {
    bought = await buy(shop, { payment: "none" });
    const { store_id, tenant_id, currency } = shop.store;
    const order = { store_id, tenant_id, order_id: bought.order.id, currency };
    const pay = (payment_method_id: string, amount: number) => {
      const by = { provider: "sandbox" as const, method: "card", payment_method_id, amount, capture: true };
      return act("payments.authorize", { idempotency_key: ulid(), ...order, ...by });
    };
    await pay("pm_card_refund_declined", 3_000);
    await pay("pm_card_visa", 3_617);
    const money = { payment_status: "captured" as const, financial_status: "paid" as const };
    await act("orders.recordPayment", { idempotency_key: ulid(), store_id, order_id: bought.order.id, ...money });
  });

  const read = async (): Promise<Parsed> => (await shop.ask("GET", bought.path)).body;
  const settle = ({ refunds }: Parsed) => {
    const { id } = refunds.find(({ status }: Parsed) => status === "failed");
    return shop.ask("POST", `${bought.path}/refunds/${id}/settle`, { body: {} });
  };
  const given = async () => {
    const order = await read();
    const refunds = order.refunds.map(({ status, amount }: Parsed) => `${status} ${amount}`).sort();
    return { order, state: [order.status, order.financial_status, ...refunds] };
  };
  const part = ["partially_refunded", "failed 30", "succeeded 36.17"];

  it("is given in part by a cancellation, as the order says", async () => {
    const declined = await shop.ask("POST", `${bought.path}/cancel`, { body: { reason: "other", refund: true } });
    expect(declined.body, declined.text).to.include({ status: 422, code: "refund_declined" });
    const { order, state } = await given();
    expect(state).to.deep.equal(["cancelled", ...part]);
    expect((await settle(order)).body.order).to.include({ financial_status: "refunded" });
  });

  it("is given in part by the status, which is as before", async () => {
    const declined = await shop.ask("PATCH", `${bought.path}/status`, { body: { status: "refunded" } });
    expect(declined.body, declined.text).to.include({ status: 422, code: "refund_declined" });
    expect((await given()).state).to.deep.equal([bought.order.status, ...part]);
  });

  it("is given in part for a return, and noted with it, the rest when it is settled", async () => {
    await shop.ask("PATCH", `${bought.path}/status`, { body: { status: "delivered" } });
    const { id } = await askBack(bought);
    await moveReturn(shop, id, "approve");
    expect((await moveReturn(shop, id, "receive")).body).to.include({ status: 422, code: "refund_declined" });
    const { order, state } = await given();
    expect(state).to.deep.equal(["delivered", ...part]);
    expect(order.returns[0]).to.include({ status: "received", refund_amount: 36.17 });
    await settle(order);
    expect((await read()).returns[0]).to.include({ refund_amount: 66.17 });
  });
});
