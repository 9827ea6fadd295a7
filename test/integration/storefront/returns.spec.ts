import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask, type Parsed } from "../../support/harness/index.ts";
import { mailOf } from "../../support/harness/orders.ts";
import {
  askBack,
  type Bought,
  buy,
  buyDelivered,
  linesOf,
  moveReturn,
  withCurrentTag,
} from "../../support/harness/returns.ts";
import { asShopper } from "../../support/harness/reviews.ts";
import { newCustomer, newShop, type Shop, setStatus } from "../../support/harness/shop.ts";

describe("shopper returns", () => {
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

  it("are created by product and SKU with the price paid", async () => {
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

  it("compare If-Match with the order's current ETag", async () => {
    const asking = (headers: object) => request(linesOf(bought, 1), {}, { headers });
    const { reply, headers } = await withCurrentTag(bought, asking);
    expect(reply.status).to.equal(200);
    const late = await asking(headers);
    expect(late.body).to.include({ status: 412, code: "version_mismatch" });
    expect((await shop.ask("GET", bought.path)).body.returns).to.have.length(1);
  });

  it("default to the order's shipping address", async () => {
    const line1 = "House 4";
    const sent = await buyDelivered(shop, { more: { shipping_address: { line1 } } });
    expect((await askBack(sent)).shipping_address).to.include({ line1 });
    expect((await askBack(bought)).shipping_address).to.equal(null);
  });

  it("cover at most the quantity bought", async () => {
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

  it("are created once under concurrent requests for the same items", async () => {
    const [, bread] = linesOf(bought);
    const replies = await Promise.all(Array.from({ length: 5 }, () => request([bread as object])));
    expect(replies.filter(({ status }) => status === 200)).to.have.length(1);
    for (const { status, body } of replies)
      if (status !== 200) expect(body).to.include({ status: 422, code: "quantity_exceeds_returnable" });
    const { returns } = (await bought.shopper("GET", "/orders/returns")).body;
    expect(returns).to.have.length(1);
  });

  it("can be requested again after a rejection", async () => {
    const { id } = await askBack(bought);
    expect((await request(linesOf(bought, 1))).body.code).to.equal("quantity_exceeds_returnable");
    await moveReturn(shop, id, "reject", { note: "Worn." });
    const { body } = await bought.shopper("GET", `${bought.own}/return/${id}`);
    expect(body).to.include({ status: "rejected", note: "Worn." });
    expect((await detail()).is_return_allowed).to.equal(true);
    await askBack(bought);
  });

  it("replay the response for the same idempotency key", async () => {
    const headers = { "Idempotency-Key": ulid() };
    const lines = linesOf(bought, 1);
    const first = await request(lines, {}, { headers });
    const second = await request(lines, {}, { headers });
    expect(second.headers.get("idempotency-replayed")).to.equal("true");
    expect(second.body).to.deep.equal(first.body);
    expect((await request(linesOf(bought), {}, { headers })).body.code).to.equal("idempotency_key_reused");
    expect((await bought.shopper("GET", "/orders/returns")).body.pagination.total).to.equal(1);
  });

  it("are refused for orders that are not delivered", async () => {
    for (const status of [undefined, "shipped", "cancelled"] as const) {
      const early = await buy(shop);
      if (status) await setStatus(early.order, status);
      const reply = await request(linesOf(early), {}, {}, early);
      expect(reply.body, status).to.include({ status: 422, code: "item_not_returnable" });
      expect((await detail(early)).is_return_allowed).to.equal(false);
    }
  });

  it("are refused after the store's return window", async () => {
    const strict = await newShop();
    const { store_id } = strict.store;
    const settings = { return_window_days: 0 };
    await act("stores.setSettings", { idempotency_key: ulid(), store_id, settings });
    const late = await buyDelivered(strict);
    const reply = await request(linesOf(late), {}, {}, late);
    expect(reply.body).to.include({ status: 422, code: "item_not_returnable" });
    expect((await detail(late)).is_return_allowed).to.equal(false);
  });

  it("are refused for items of another order", async () => {
    const [line] = linesOf(bought, 1);
    const other = await buyDelivered(shop);
    const [foreign] = linesOf(other, 1);
    for (const invalid of [{ ...line, sku: "SKU-none" }, { ...line, item_id: "oit_none" }, foreign])
      expect((await request([invalid as object])).body).to.include({ status: 404, code: "item_not_found" });
    expect((await bought.shopper("GET", "/orders/returns")).body.returns).to.deep.equal([]);
  });

  it("refuse invalid fields", async () => {
    const [line] = linesOf(bought, 1);
    const invalid: object[][] = [
      [],
      [{ ...line, quantity: 0 }],
      [{ ...line, quantity: 1.5 }],
      [{ ...line, resolution: "money" }],
      [{ ...line, return_reason: " " }],
      [{ ...line, return_reason: undefined }],
      [{ ...line, sku: undefined }],
      [{ ...line, amount: 10 }],
    ];
    for (const lines of invalid)
      expect((await request(lines)).body, JSON.stringify(lines)).to.include({ status: 400, code: "validation_error" });
    expect((await request([line as object], { refund_amount: 5 })).body.code).to.equal("validation_error");
  });

  it("are listed across orders, newest first, by page and by cursor", async () => {
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

  it("are inaccessible to other customers and other stores", async () => {
    const { id } = await askBack(bought);
    const neighbour = await buyDelivered(shop);
    const elsewhere = await newShop();
    const stranger = asShopper(elsewhere, (await newCustomer(elsewhere)).id);
    for (const shopper of [neighbour.shopper, stranger, asShopper(elsewhere, bought.customer.id)]) {
      const reply = await shopper("GET", `${bought.own}/return/${id}`);
      expect(reply.body).to.include({ status: 404, code: "order_not_found" });
      const creation = await shopper("POST", `${bought.own}/return`, { body: { return_items: linesOf(bought, 1) } });
      expect(creation.body).to.include({ status: 404, code: "order_not_found" });
      expect((await shopper("GET", "/orders/returns")).body.returns).to.deep.equal([]);
    }
    const underOwnOrder = await neighbour.shopper("GET", `${neighbour.own}/return/${id}`);
    expect(underOwnOrder.body).to.include({ status: 404, code: "return_not_found" });
    const none = await bought.shopper("GET", `${bought.own}/return/ret_none`);
    expect(none.body).to.include({ status: 404, code: "return_not_found" });
    expect((await ask("GET", "/orders/returns")).status).to.equal(401);
  });
});
