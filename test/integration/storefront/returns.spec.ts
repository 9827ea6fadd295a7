import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask, type Parsed } from "../../support/harness/index.ts";
import { mailOf } from "../../support/harness/orders.ts";
import { askBack, type Bought, buy, buyDelivered, linesOf, moveReturn } from "../../support/harness/returns.ts";
import { asShopper } from "../../support/harness/reviews.ts";
import { newCustomer, newShop, type Shop, setStatus } from "../../support/harness/shop.ts";

describe("shoppers ask to return what was delivered", () => {
  let shop: Shop;
  let bought: Bought;
  before(async () => {
    shop = await newShop();
  });
  beforeEach(async () => {
    bought = await buyDelivered(shop, { more: { tax: 617, discount: 617 } });
  });

  const request = (return_items: object[], more: object = {}, sending: object = {}, of = bought) =>
    of.shopper("POST", `${of.own}/return`, { body: { return_items, ...more }, ...sending });
  const detail = async (of = bought) => (await of.shopper("GET", of.own)).body;

  it("by product and SKU, and are answered with the return, priced as they paid", async () => {
    const [pasta] = linesOf(bought, 1, { return_reason: "Arrived cold.\nTwice." });
    const address = { name: "Anjali Patel", line1: "12 Lake Road", city: "Dhaka" };
    const { status, body } = await request([{ ...pasta }], { shipping_address: address });
    expect(status).to.equal(200);
    const [item] = bought.order.items;
    expect(body).to.deep.include({
      order_number: bought.order.order_number,
      status: "requested",
      return_items: [
        {
          item_id: item?.id,
          product_id: item?.product_id,
          sku: item?.sku,
          name: "Alfredo Pasta",
          quantity: 1,
          resolution: "refund",
          return_reason: "Arrived cold.\nTwice.",
          amount: 25,
        },
      ],
      refund_amount: null,
      replacement_order_id: null,
      note: null,
      currency: "BDT",
    });
    expect(body.shipping_address).to.include({ line1: "12 Lake Road", city: "Dhaka", area: null });
    expect((await bought.shopper("GET", `${bought.own}/return/${body.id}`)).body).to.deep.equal(body);
    const [mail] = await mailOf(bought);
    expect(mail.subject).to.contain(bought.order.order_number);
    expect(mail.text).to.contain("return");
    const merchant = await shop.ask("GET", bought.path);
    expect(merchant.body.returns.map(({ id }: Parsed) => id)).to.deep.equal([body.id]);
    expect(merchant.body.items[0].returned_quantity).to.equal(0);
  });

  it("from where the order went, unless they say where else", async () => {
    const line1 = "House 4";
    const sent = await buyDelivered(shop, { more: { shipping_address: { line1 } } });
    expect((await askBack(sent)).shipping_address).to.include({ line1 });
    expect((await askBack(bought)).shipping_address).to.equal(null);
  });

  it("as much as was bought, in all, and no piece twice", async () => {
    const [, bread] = linesOf(bought);
    const [, one] = linesOf(bought, 1);
    const [, two] = linesOf(bought, 2);
    await askBack(bought, [one as object]);
    const tooMuch = await request([bread as object]);
    expect(tooMuch.body).to.include({ status: 422, code: "quantity_exceeds_returnable" });
    await askBack(bought, [two as object]);
    expect((await request([one as object])).body.code).to.equal("quantity_exceeds_returnable");
    const [pasta] = linesOf(bought, 2);
    expect((await detail()).is_return_allowed).to.equal(true);
    const returns = (await askBack(bought, [pasta as object])).id;
    expect(returns).to.match(/^ret_/);
    expect((await detail()).is_return_allowed).to.equal(false);
  });

  it("and two who ask at once for the last piece have it once", async () => {
    const [, bread] = linesOf(bought);
    const replies = await Promise.all(Array.from({ length: 5 }, () => request([bread as object])));
    expect(replies.filter(({ status }) => status === 200)).to.have.length(1);
    for (const { status, body } of replies)
      if (status !== 200) expect(body).to.include({ status: 422, code: "quantity_exceeds_returnable" });
    const { returns } = (await bought.shopper("GET", "/orders/returns")).body;
    expect(returns).to.have.length(1);
  });

  it("again, once it was declined", async () => {
    const { id } = await askBack(bought);
    expect((await request(linesOf(bought, 1))).body.code).to.equal("quantity_exceeds_returnable");
    await moveReturn(shop, id, "reject", { note: "Worn." });
    const { body } = await bought.shopper("GET", `${bought.own}/return/${id}`);
    expect(body).to.include({ status: "rejected", note: "Worn." });
    expect((await detail()).is_return_allowed).to.equal(true);
    await askBack(bought);
  });

  it("with the same answer when they ask again under the same key", async () => {
    const headers = { "Idempotency-Key": ulid() };
    const lines = linesOf(bought, 1);
    const first = await request(lines, {}, { headers });
    const second = await request(lines, {}, { headers });
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect(second.body).to.deep.equal(first.body);
    expect((await request(linesOf(bought), {}, { headers })).body.code).to.equal("idempotency_key_reused");
    expect((await bought.shopper("GET", "/orders/returns")).body.pagination.total).to.equal(1);
  });

  it("but not what was not delivered", async () => {
    for (const status of [undefined, "shipped", "cancelled"] as const) {
      const early = await buy(shop);
      if (status) await setStatus(early.order, status);
      const reply = await request(linesOf(early), {}, {}, early);
      expect(reply.body, status).to.include({ status: 422, code: "item_not_returnable" });
      expect((await detail(early)).is_return_allowed).to.equal(false);
    }
  });

  it("nor after the store's days for it", async () => {
    const strict = await newShop();
    const { store_id } = strict.store;
    const settings = { return_window_days: 0 };
    await act("stores.setSettings", { idempotency_key: ulid(), store_id, settings });
    const late = await buyDelivered(strict);
    const reply = await request(linesOf(late), {}, {}, late);
    expect(reply.body).to.include({ status: 422, code: "item_not_returnable" });
    expect((await detail(late)).is_return_allowed).to.equal(false);
  });

  it("nor what is not of the order", async () => {
    const [line] = linesOf(bought, 1);
    const other = await buyDelivered(shop);
    const [foreign] = linesOf(other, 1);
    for (const odd of [{ ...line, sku: "SKU-none" }, { ...line, item_id: "oit_none" }, foreign])
      expect((await request([odd as object])).body).to.include({ status: 404, code: "item_not_found" });
    expect((await bought.shopper("GET", "/orders/returns")).body.returns).to.deep.equal([]);
  });

  it("in the form that was agreed on, and no other", async () => {
    const [line] = linesOf(bought, 1);
    const odd: object[][] = [
      [],
      [{ ...line, quantity: 0 }],
      [{ ...line, quantity: 1.5 }],
      [{ ...line, resolution: "money" }],
      [{ ...line, return_reason: " " }],
      [{ ...line, return_reason: undefined }],
      [{ ...line, sku: undefined }],
      [{ ...line, amount: 10 }],
    ];
    for (const lines of odd)
      expect((await request(lines)).body, JSON.stringify(lines)).to.include({ status: 400, code: "validation_error" });
    expect((await request([line as object], { refund_amount: 5 })).body.code).to.equal("validation_error");
  });

  it("and see all of theirs, over their orders, newest first, by page and by cursor", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++)
      ids.unshift((await askBack(bought, linesOf(bought, 1).slice(n === 2 ? 1 : 0, n === 2 ? 2 : 1))).id);
    await askBack(await buyDelivered(shop));
    const list = async (query = "") => (await bought.shopper("GET", `/orders/returns${query}`)).body;
    const all = await list();
    expect(all.returns.map(({ id }: Parsed) => id)).to.deep.equal(ids);
    expect(all.pagination).to.deep.equal({ page: 1, limit: 20, total: 3, next_cursor: null });
    const first = await list("?limit=2");
    const rest = await list(`?limit=2&cursor=${encodeURIComponent(first.pagination.next_cursor)}`);
    expect([...first.returns, ...rest.returns]).to.deep.equal(all.returns);
    expect((await list("?page=2")).returns).to.deep.equal([]);
    expect((await bought.shopper("GET", "/orders/returns?cursor=x")).body.code).to.equal("invalid_cursor");
    expect((await bought.shopper("GET", "/orders/returns?user_id=x")).status).to.equal(400);
  });

  it("and nobody else's: another customer and another store find nothing", async () => {
    const { id } = await askBack(bought);
    const neighbour = await buyDelivered(shop);
    const elsewhere = await newShop();
    const stranger = asShopper(elsewhere, (await newCustomer(elsewhere)).id);
    for (const shopper of [neighbour.shopper, stranger, asShopper(elsewhere, bought.customer.id)]) {
      const reply = await shopper("GET", `${bought.own}/return/${id}`);
      expect(reply.body).to.include({ status: 404, code: "order_not_found" });
      const asked = await shopper("POST", `${bought.own}/return`, { body: { return_items: linesOf(bought, 1) } });
      expect(asked.body).to.include({ status: 404, code: "order_not_found" });
      expect((await shopper("GET", "/orders/returns")).body.returns).to.deep.equal([]);
    }
    const under = await neighbour.shopper("GET", `${neighbour.own}/return/${id}`);
    expect(under.body).to.include({ status: 404, code: "return_not_found" });
    const none = await bought.shopper("GET", `${bought.own}/return/ret_none`);
    expect(none.body).to.include({ status: 404, code: "return_not_found" });
    expect((await ask("GET", "/orders/returns")).status).to.equal(401);
  });
});
