import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask, type Parsed } from "../../support/harness/index.ts";
import { mailOf, onHand } from "../../support/harness/orders.ts";
import { askBack, type Bought, buyDelivered, linesOf, moveReturn } from "../../support/harness/returns.ts";
import { newShop, type Shop, shopperOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("merchant returns", () => {
  let shop: Shop;
  let bought: Bought;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    bought = await buyDelivered(shop, { more: { tax: 300, shipping: 500, tip: 200 } });
  });

  const move = (id: string, action: string, more: object = {}) => moveReturn(shop, id, action, more);
  const detail = async () => (await shop.ask("GET", bought.path)).body;

  /** Requests, approves and receives a return; gives the response of the receipt. */
  async function receiveReturn(lines: object[] = linesOf(bought)): Promise<Parsed> {
    const { id } = await askBack(bought, lines);
    expect((await move(id, "approve")).status).to.equal(200);
    const reply = await move(id, "receive");
    expect(reply.status, reply.text).to.equal(200);
    return reply.body;
  }

  it("restock and refund all but shipping and tip when received", async () => {
    const { id } = await askBack(bought);
    const approved = await move(id, "approve", { note: "Hand it to our courier." });
    expect(approved.body).to.include({ id, status: "approved", note: "Hand it to our courier.", refund_amount: null });
    expect(await onHand(shop, bought)).to.deep.equal([10, 10]);
    const received = await move(id, "receive");
    expect(received.body).to.include({ id, status: "received", refund_amount: 69.17, replacement_order_id: null });
    expect(await onHand(shop, bought)).to.deep.equal([12, 13]);
    const order = await detail();
    expect(order).to.include({ status: "delivered", financial_status: "partially_refunded", grand_total: 76.17 });
    expect(order.items.map(({ returned_quantity }: Parsed) => returned_quantity)).to.deep.equal([2, 3]);
    expect(order.refunds).to.have.length(1);
    expect(order.refunds[0]).to.include({ amount: 69.17, status: "succeeded", reason: "return" });
    expect(order.returns).to.deep.equal([received.body]);
    // Mails may arrive in any order.
    const mails = (await mailOf(bought, 3)).map(({ text }) => text).join();
    expect(mails).to.contain("69.17");
    expect(mails).to.contain("Hand it to our courier.");
  });

  it("refund the full price of the goods over several partial returns", async () => {
    const parts = [linesOf(bought, 1), linesOf(bought, 1), linesOf(bought, 1).slice(1)];
    const amounts: number[] = [];
    for (const lines of parts) amounts.push((await receiveReturn(lines)).refund_amount);
    expect(amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0)).to.equal(6_917);
    expect(await onHand(shop, bought)).to.deep.equal([12, 13]);
    expect((await detail()).refunds).to.have.length(3);
  });

  it("leave stock and payment unchanged when rejected, and allow a new request", async () => {
    const { id } = await askBack(bought);
    const reply = await move(id, "reject", { note: "They were worn." });
    expect(reply.body).to.include({ status: "rejected", note: "They were worn.", refund_amount: null });
    const order = await detail();
    expect(order.refunds).to.deep.equal([]);
    expect(order.items.map(({ returned_quantity }: Parsed) => returned_quantity)).to.deep.equal([0, 0]);
    expect(await onHand(shop, bought)).to.deep.equal([10, 10]);
    const mails = await mailOf(bought, 2);
    expect(mails.map(({ text }) => text).join()).to.contain("They were worn.");
    await receiveReturn();
  });

  it("create a free replacement order and take it from stock", async () => {
    const lines = linesOf(bought, 1, { resolution: "replacement" }).slice(0, 1);
    const received = await receiveReturn(lines);
    expect(received).to.include({ status: "received", refund_amount: null });
    const path = `/orders/${received.replacement_order_id}`;
    const { body: order } = await shop.ask("GET", path);
    expect(order).to.include({
      status: "confirmed",
      payment_method: "replacement",
      grand_total: 0,
      sub_total: 25,
      discount: 25,
    });
    expect(order).to.include({ customer_id: bought.customer.id, payment_status: "captured", financial_status: "paid" });
    expect(order.tags).to.deep.equal(["replacement", received.id]);
    expect(order.items).to.have.length(1);
    expect(order.items[0]).to.include({ name: "Alfredo Pasta", quantity: 1, unit_price: 25 });
    // One item returned, one item shipped.
    expect(await onHand(shop, bought)).to.deep.equal([10, 10]);
    expect((await detail()).refunds).to.deep.equal([]);
    const own = await bought.shopper("GET", `/orders?user_id=${bought.customer.id}`);
    expect(own.body.pagination.total).to.equal(2);
  });

  it("refund items whose replacement is out of stock", async () => {
    const { store_id, tenant_id } = shop.store;
    for (const { sku } of bought.order.items)
      await act("inventory.set", { idempotency_key: ulid(), store_id, tenant_id, sku, on_hand: 0 });
    const [pasta, bread] = linesOf(bought, 1);
    const received = await receiveReturn([{ ...pasta, resolution: "replacement" }, { ...bread }]);
    const [first, second] = received.items.map(({ amount }: Parsed) => Math.round(amount * 100));
    expect(received).to.include({ refund_amount: (first + second) / 100, replacement_order_id: null });
    expect(await onHand(shop, bought)).to.deep.equal([1, 1]);
    expect((await bought.shopper("GET", `/orders?user_id=${bought.customer.id}`)).body.pagination.total).to.equal(1);
  });

  it("return the same result for a repeated receipt and refuse earlier statuses", async () => {
    const received = await receiveReturn();
    const again = await move(received.id, "receive");
    expect(again.body).to.deep.equal(received);
    for (const action of ["approve", "reject"])
      expect((await move(received.id, action)).body).to.include({ status: 409, code: "invalid_return_transition" });
    expect((await detail()).refunds).to.have.length(1);
    expect(await onHand(shop, bought)).to.deep.equal([12, 13]);
  });

  it("are received only after approval", async () => {
    const { id } = await askBack(bought);
    expect((await move(id, "receive")).body).to.include({ status: 409, code: "invalid_return_transition" });
    await move(id, "reject");
    expect((await move(id, "approve")).body).to.include({ status: 409, code: "invalid_return_transition" });
    expect((await detail()).refunds).to.deep.equal([]);
  });

  it("are received once under concurrent requests", async () => {
    const { id } = await askBack(bought);
    await move(id, "approve");
    const replies = await Promise.all(Array.from({ length: 5 }, () => move(id, "receive")));
    for (const { status, body } of replies) expect([status, body.status]).to.deep.equal([200, "received"]);
    const order = await until(async () => {
      const now = await detail();
      return now.returns[0].refund_amount === null ? undefined : now;
    });
    expect(order.refunds).to.have.length(1);
    expect(await onHand(shop, bought)).to.deep.equal([12, 13]);
  });

  it("replay the response for the same idempotency key and refuse stale versions", async () => {
    const { id } = await askBack(bought);
    const headers = { "Idempotency-Key": ulid() };
    const first = await moveReturn(shop, id, "approve", {}, { headers });
    const second = await moveReturn(shop, id, "approve", {}, { headers });
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect(second.body).to.deep.equal(first.body);
    expect((await moveReturn(shop, id, "reject", {}, { headers })).body.code).to.equal("idempotency_key_reused");
    const stale = await moveReturn(shop, id, "reject", {}, { headers: { "If-Match": '"v1"' } });
    expect(stale.body).to.include({ status: 412, code: "version_mismatch" });
    const { headers: read } = await shop.ask("GET", `/returns/${id}`);
    const current = { "If-Match": read.get("etag") ?? "" };
    expect((await moveReturn(shop, id, "reject", {}, { headers: current })).body.status).to.equal("rejected");
  });

  it("never refund more than is left of what their lines cost", async () => {
    const { store_id } = shop.store;
    const back = { store_id, order_id: bought.order.id, reference: `goodwill:${ulid()}`, amount: 7_000 };
    await act("payments.refund", { idempotency_key: ulid(), ...back });
    const received = await receiveReturn();
    // The 70.00 were for all that was paid, 10.00 of which are no goods: 6.17 are left, 5.60 of them for goods.
    expect(received.refund_amount).to.equal(5.6);
    expect(await detail()).to.include({ financial_status: "partially_refunded" });
  });

  it("refund nothing when nothing was captured", async () => {
    const unpaid = await buyDelivered(shop, { payment: "none" });
    const { id } = await askBack(unpaid);
    await move(id, "approve");
    expect((await move(id, "receive")).body).to.include({ status: "received", refund_amount: 0 });
    expect(await onHand(shop, unpaid)).to.deep.equal([12, 13]);
  });

  it("are received with 422 when the provider declines the refund, which stays open", async () => {
    const declining = await buyDelivered(shop, { paidWith: "pm_card_refund_declined" });
    const { id } = await askBack(declining);
    await move(id, "approve");
    expect((await move(id, "receive")).body).to.include({ status: 422, code: "refund_declined" });
    expect((await shop.ask("GET", `/returns/${id}`)).body).to.include({ status: "received", refund_amount: null });
    expect(await onHand(shop, declining)).to.deep.equal([12, 13]);
  });

  it("are listed by status and order, newest first, by page and by cursor", async () => {
    const own = await newShop();
    const [one, two] = [await buyDelivered(own), await buyDelivered(own)];
    const made: Parsed[] = [];
    for (const each of [one, one, two]) made.unshift(await askBack(each, linesOf(each, 1)));
    const [, second] = made;
    await moveReturn(own, second.id, "approve");
    const list = async (query: string) => (await own.ask("GET", `/returns${query}`)).body;
    const ids = ({ data }: Parsed) => data.map(({ id }: Parsed) => id);
    const all = made.map(({ id }) => id);
    expect(ids(await list(""))).to.deep.equal(all);
    expect((await list("")).pagination).to.deep.equal({ page: 1, limit: 20, total: 3, next_cursor: null });
    expect(ids(await list("?status=approved"))).to.deep.equal([second.id]);
    expect(ids(await list(`?order_id=${one.order.id}`))).to.deep.equal(all.slice(1));
    expect(ids(await list(`?order_id=${one.order.id}&status=requested`))).to.deep.equal(all.slice(2));
    const first = await list("?limit=2");
    const rest = await list(`?limit=2&cursor=${encodeURIComponent(first.pagination.next_cursor)}`);
    expect([...ids(first), ...ids(rest)]).to.deep.equal(all);
    for (const query of ["?status=lost", "?x=1", "?limit=101"])
      expect((await own.ask("GET", `/returns${query}`)).body.code, query).to.equal("validation_error");
    expect((await own.ask("GET", "/returns?cursor=x")).body.code).to.equal("invalid_cursor");
  });

  it("are isolated by store", async () => {
    const { id } = await askBack(bought);
    const other = await newShop();
    for (const reply of [
      await other.ask("GET", `/returns/${id}`),
      await moveReturn(other, id, "approve"),
      await shop.ask("GET", "/returns/ret_none"),
      await move("ret_none", "reject"),
    ])
      expect(reply.body).to.include({ status: 404, code: "return_not_found" });
    expect((await other.ask("GET", "/returns")).body.data).to.deep.equal([]);
    expect((await ask("GET", `${shop.base}/returns`, { as: other.merchant })).status).to.equal(403);
    const shopper = shopperOf(shop.store, bought.customer.id);
    expect((await ask("GET", `${shop.base}/returns`, { as: shopper })).status).to.equal(401);
    expect((await shop.ask("GET", `/returns/${id}`)).body.status).to.equal("requested");
  });

  it("refuse invalid bodies", async () => {
    const { id } = await askBack(bought);
    for (const body of [{}, { action: "refund" }, { action: "approve", amount: 5 }, { action: "approve", note: 5 }]) {
      const reply = await shop.ask("PATCH", `/returns/${id}`, { body });
      expect(reply.body, JSON.stringify(body)).to.include({ status: 400, code: "validation_error" });
    }
  });

  it("continue without address and reasons after the customer is erased", async () => {
    const { id } = await askBack(bought, linesOf(bought, 1, { return_reason: "My aunt Rina dislikes it." }));
    await shop.ask("GET", bought.path);
    expect((await shop.ask("DELETE", `/customers/${bought.customer.id}`)).status).to.equal(204);
    await until(async () => !(await shop.ask("GET", `/returns/${id}`)).text.includes("Rina"));
    await until(async () => !(await shop.ask("GET", bought.path)).text.includes("Rina"));
    await move(id, "approve");
    expect((await move(id, "receive")).body).to.include({ status: "received" });
  });
});
