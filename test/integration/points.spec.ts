import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ulid } from "ulid";
import { orchestra } from "../support/harness/cli.ts";
import { act, ask, type Reply } from "../support/harness/index.ts";
import { type Sold, sell } from "../support/harness/orders.ts";
import { newCustomer, newShop, type Shop, setStatus, staffOf } from "../support/harness/shop.ts";
import { until } from "../support/until.ts";

describe("points redeemed on an order", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
  });

  const send = (customer_id: string, path: string, body: object, key: string = ulid()) =>
    ask("POST", `/api/v1/customers/${customer_id}/loyalty/${path}`, {
      as: staffOf(shop.store, ["tenant_admin"]),
      headers: { "Idempotency-Key": key },
      body,
    });
  const adjust = (customer_id: string, adjustment: number) =>
    send(customer_id, "points", { adjustment, reason: "A gift" });
  const redeem = ({ order, customer }: Sold, points: number, key?: string) =>
    send(customer.id, "redeem", { points, reward_type: "discount", order_id: order.id }, key);
  const status = ({ customer }: Sold) =>
    act("orchestra.getLoyalty", { store_id: shop.store.store_id, customer_id: customer.id });
  const money = ({ order }: Sold) => act("payments.ofOrder", { store_id: shop.store.store_id, order_id: order.id });
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => "accepted",
      ({ code, type }: { code: number; type: string }) => `${code} ${type}`,
    );
  const outcome = async (work: Promise<Reply>) => {
    const { status, body } = await work;
    return status === 200 ? "accepted" : `${status} ${body.code}`;
  };
  const buyer = async (options: Parameters<typeof sell>[1] = {}, points = 10_000): Promise<Sold> => {
    const sold = await sell(shop, options);
    await adjust(sold.customer.id, points);
    return sold;
  };

  it("are refunded once per idempotency key, and the merchant sees it at once", async () => {
    const sold = await buyer();
    await shop.ask("GET", sold.path);
    const key = ulid();
    const first = await redeem(sold, 500, key);
    expect(first.status, first.text).to.equal(200);
    for (let n = 0; n < 2; n++) expect((await redeem(sold, 500, key)).body).to.deep.equal(first.body);
    expect(first.body).to.include({ points_redeemed: 500, reward_value: 5, new_balance: 9_500 });
    const { body } = await shop.ask("GET", sold.path);
    expect(body.financial_status).to.equal("partially_refunded");
    expect(body.refunds).to.have.length(1);
    expect(body.refunds[0]).to.include({ amount: 5, status: "succeeded" });
    expect(await status(sold)).to.include({ points_balance: 9_500, points_redeemed: 500 });
  });

  it("are restored when the provider declines the refund", async () => {
    const sold = await buyer({ paidWith: "pm_card_refund_declined" });
    const key = ulid();
    expect(await outcome(redeem(sold, 500, key))).to.equal("422 refund_declined");
    expect(await outcome(redeem(sold, 500, key))).to.equal("422 refund_declined");
    expect(await status(sold)).to.include({ points_balance: 10_000, points_redeemed: 0 });
    expect(await money(sold)).to.include({ refunded: 0, financial_status: "paid" });
  });

  it("are restored when worth more than the remaining amount", async () => {
    const sold = await buyer();
    expect(await outcome(redeem(sold, 6_618))).to.equal("422 redemption_exceeds_order");
    expect(await status(sold)).to.include({ points_balance: 10_000, points_redeemed: 0 });
    expect((await money(sold)).refunded).to.equal(0);
    await redeem(sold, 6_617);
    expect(await outcome(redeem(sold, 1))).to.equal("409 order_not_discountable");
  });

  it("never refund more than was paid under concurrent redemptions", async () => {
    const sold = await buyer();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => outcome(redeem(sold, 1_000))));
    const acceptedCount = outcomes.filter((each) => each === "accepted").length;
    expect(acceptedCount).to.be.within(1, 6);
    const refused = new Set(outcomes.filter((each) => each !== "accepted"));
    expect([...refused]).to.deep.equal(["422 redemption_exceeds_order"]);
    expect((await money(sold)).refunded).to.equal(acceptedCount * 1_000);
    expect((await status(sold)).points_balance).to.equal(10_000 - acceptedCount * 1_000);
  });

  it("are not taken while no payment is captured", async () => {
    const sold = await buyer({ payment: "held" });
    expect(await outcome(redeem(sold, 500))).to.equal("422 redemption_exceeds_order");
    expect(await status(sold)).to.include({ points_balance: 10_000, points_redeemed: 0 });
    const ref = { store_id: shop.store.store_id, customer_id: sold.customer.id, limit: 10 };
    expect((await act("orchestra.listPoints", ref)).items.map(({ type }) => type)).to.deep.equal(["adjust"]);
    await shop.ask("POST", `${sold.path}/cancel`, { body: { reason: "other" } });
    expect(await outcome(redeem(sold, 500))).to.equal("409 order_not_discountable");
  });

  it("are restored by a cancellation with full refund only", async () => {
    const [unrefunded, refunded] = [await buyer(), await buyer()];
    for (const sold of [unrefunded, refunded]) expect((await redeem(sold, 500)).status).to.equal(200);
    await shop.ask("POST", `${unrefunded.path}/cancel`, { body: { reason: "other", refund: false } });
    await shop.ask("POST", `${refunded.path}/cancel`, { body: { reason: "other", refund: true } });
    await until(async () => (await status(refunded)).points_balance === 10_000);
    expect((await money(refunded)).refunded).to.equal(6_617);
    expect((await status(unrefunded)).points_balance).to.equal(9_500);
  });

  it("are restored by a concurrent cancellation, which refunds the remainder", async () => {
    const sold = await Promise.all(Array.from({ length: 6 }, () => buyer()));
    const replies = await Promise.all(
      sold.map(async (each) => {
        const cancel = shop.ask("POST", `${each.path}/cancel`, { body: { reason: "other", refund: true } });
        const [reply] = await Promise.all([cancel, redeem(each, 500)]);
        return reply;
      }),
    );
    expect(replies.map(({ status }) => status)).to.deep.equal(sold.map(() => 200));
    for (const each of sold) {
      expect((await money(each)).refunded).to.equal(6_617);
      await until(async () => (await status(each)).points_balance === 10_000);
    }
  });

  it("reduce the points earned on delivery by the refunded amount", async () => {
    const sold = await buyer({}, 1_000);
    await redeem(sold, 1_000);
    await setStatus(sold.order, "shipped");
    await setStatus(sold.order, "delivered");
    // 66.17 of which 10.00 was refunded.
    await until(async () => (await status(sold)).points_balance === 56);
    await shop.ask("PATCH", `${sold.path}/status`, { body: { status: "delivered" } });
    expect(await status(sold)).to.include({ points_earned: 1_056 });
  });

  it("require an existing customer and an order of theirs", async () => {
    const sold = await buyer();
    const other = await buyer();
    const of = (customer: Sold["customer"]) => redeem({ ...sold, customer }, 100);
    expect(await outcome(of(other.customer))).to.equal("404 order_not_found");
    expect(await outcome(of({ id: `cust_${ulid()}` } as Sold["customer"]))).to.equal("404 customer_not_found");
    expect(await outcome(adjust(`cust_${ulid()}`, 5))).to.equal("404 customer_not_found");
    const elsewhere = await newShop();
    const { store_id } = elsewhere.store;
    const lookup = act("orchestra.getLoyalty", { store_id, customer_id: sold.customer.id });
    expect(await refusal(lookup)).to.equal("404 customer_not_found");
  });

  it("are erased with the customer", async () => {
    const { id } = await newCustomer(shop);
    await adjust(id, 500);
    expect((await shop.ask("DELETE", `/customers/${id}`)).status).to.equal(204);
    const ref = { store_id: shop.store.store_id, customer_id: id };
    await until(async () => (await refusal(act("loyalty.status", ref))) === "404 customer_not_found");
    expect(await refusal(act("orchestra.listPoints", { ...ref, limit: 20 }))).to.equal("404 customer_not_found");
  });
});

describe("loyalty on the command line", function () {
  this.timeout(90_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-points-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("checks balances against the ledger per store", async () => {
    const { code, out, err } = await orchestra("loyalty", "check", "--store", "22");
    expect(code, err).to.equal(0);
    const { checked, wrong } = JSON.parse(out);
    expect(checked).to.be.above(10);
    expect(wrong).to.deep.equal([]);
    expect((await orchestra("loyalty", "check", "--store", "999999")).code).to.equal(1);
  });

  it("reads and sets a store's loyalty settings", async () => {
    const { store } = await newShop();
    const file = join(folder, "settings.json");
    const settings = { loyalty: { points_per_unit: 3, enabled: false }, return_window_days: 9 };
    await writeFile(file, JSON.stringify(settings));
    const set = await orchestra("store", "settings", "--store", String(store.store_id), file);
    expect(set.code, set.err).to.equal(0);
    expect(JSON.parse(set.out)).to.deep.equal(settings);
    const read = await orchestra("store", "settings", "--store", String(store.store_id));
    expect(JSON.parse(read.out)).to.deep.equal(settings);
    const ref = { store_id: store.store_id, customer_id: `cust_${ulid()}` };
    await until(async () => !(await act("loyalty.status", ref)).enabled);
    await writeFile(file, JSON.stringify({ loyalty: { points_per_unit: -1 } }));
    const refused = await orchestra("store", "settings", "--store", String(store.store_id), file);
    expect([refused.code, refused.out]).to.deep.equal([1, ""]);
    expect(refused.err).to.contain("points_per_unit");
  });
});
