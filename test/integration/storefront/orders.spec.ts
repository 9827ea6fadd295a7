import { expect } from "chai";
import { ulid } from "ulid";
import { act, ask, type Parsed } from "../../support/harness/index.ts";
import { all, sell } from "../../support/harness/orders.ts";
import { type Bought, buy, buyDelivered } from "../../support/harness/returns.ts";
import { asShopper } from "../../support/harness/reviews.ts";
import { newCustomer, newOrder, newShop, type Shop, setStatus } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

describe("shopper orders", () => {
  let shop: Shop;
  let bought: Bought;
  before(async () => {
    shop = await newShop();
    bought = await buy(shop, { more: { tax: 100, shipping: 200, tip: 50, discount: 17, note: "Ring twice." } });
    // The payment reaches the timeline asynchronously, and the timeline is part of the ETag.
    await until(async () => (await shop.ask("GET", `/orders/${bought.order.id}`)).text.includes("payment.captured"));
  });

  it("are listed in short form, newest first", async () => {
    const { shopper, customer, order } = bought;
    const { body } = await shopper("GET", `/orders?user_id=${customer.id}`);
    expect(body.pagination).to.deep.equal({ page: 1, limit: 20, total: 1, next_cursor: null });
    const [pasta, bread] = order.items;
    expect(body.orders).to.deep.equal([
      {
        id: order.id,
        order_number: order.order_number,
        order_date: new Date(order.created_at).toISOString(),
        status: "pending",
        payment_status: "captured",
        financial_status: "paid",
        fulfillment_status: "unfulfilled",
        currency: "BDT",
        grand_total: 69.5,
        updated_at: body.orders[0].updated_at,
        item_count: 5,
        primary_items: [pasta, bread].map((item) => ({
          product_id: item?.product_id,
          sku: item?.sku,
          name: item?.name,
          quantity: item?.quantity,
        })),
      },
    ]);
  });

  it("are sorted by date, filtered by status and paged by page and by cursor", async () => {
    const customer = await newCustomer(shop);
    const shopper = asShopper(shop, customer.id);
    const made: Parsed[] = [];
    for (const status of ["pending", "shipped", "cancelled", "delivered"] as const) {
      const order = await newOrder(shop, customer.id, 500);
      made.push(status === "pending" ? order : await setStatus(order, status));
    }
    const list = async (query: string) => (await shopper("GET", `/orders?user_id=${customer.id}${query}`)).body;
    const ids = ({ orders }: Parsed) => orders.map(({ id }: Parsed) => id);
    const own = made.map(({ id }) => id);
    expect(ids(await list(""))).to.deep.equal(own.toReversed());
    expect(ids(await list("&sort_by=-order_date"))).to.deep.equal(own.toReversed());
    expect(ids(await list("&sort_by=order_date"))).to.deep.equal(own);
    expect(ids(await list("&sort_by=order_date&limit=2&page=2"))).to.deep.equal(own.slice(2));
    expect(ids(await list("&page=9"))).to.deep.equal([]);
    const first = await list("&limit=3");
    const rest = await list(`&limit=3&cursor=${encodeURIComponent(first.pagination.next_cursor)}`);
    expect([...ids(first), ...ids(rest)]).to.deep.equal(own.toReversed());
    expect(rest.pagination.next_cursor).to.equal(null);
    expect(ids(await list("&status=shipped"))).to.deep.equal([own[1]]);
    expect(ids(await list("&status[]=shipped&status[]=cancelled&sort_by=order_date"))).to.deep.equal(own.slice(1, 3));
    expect(ids(await list("&status=shipped&status=delivered&sort_by=order_date"))).to.deep.equal([own[1], own[3]]);
    expect((await list("&status[]=shipped&status[]=delivered")).pagination.total).to.equal(2);
  });

  it("refuse another customer's list and invalid parameters", async () => {
    const { shopper, customer } = bought;
    const other = await newCustomer(shop);
    const refused = await shopper("GET", `/orders?user_id=${other.id}`);
    expect(refused.body).to.include({ status: 403, code: "forbidden" });
    expect((await shopper("GET", "/orders")).body).to.include({ status: 400, code: "validation_error" });
    for (const query of ["sort_by=price", "status=lost", "status[]=lost", "limit=101", "x=1", "page=1&cursor=x"]) {
      const reply = await shopper("GET", `/orders?user_id=${customer.id}&${query}`);
      expect(reply.body, query).to.include({ status: 400, code: "validation_error" });
    }
    const wrong = await shopper("GET", `/orders?user_id=${customer.id}&cursor=x`);
    expect(wrong.body.code).to.equal("invalid_cursor");
    expect((await ask("GET", `/orders?user_id=${customer.id}`)).status).to.equal(401);
    expect((await ask("GET", `/orders?user_id=${customer.id}`, { as: shop.merchant })).status).to.equal(401);
  });

  it("give their parcels, payments and refunds in pages, as every list", async () => {
    const { shopper, own, order } = await buy(shop);
    for (const amount of [1, 2, 3])
      await shop.ask("POST", `/orders/${order.id}/refunds`, { body: { amount, reason: "goodwill" } });
    const amounts: number[] = [];
    for (let query = "limit=2"; query; ) {
      const { body } = await shopper("GET", `${own}/refunds?${query}`);
      expect(body.pagination).to.include({ limit: 2, total: 3 });
      amounts.push(...body.refunds.map(({ amount }: Parsed) => amount));
      query = body.pagination.next_cursor && `limit=2&cursor=${body.pagination.next_cursor}`;
    }
    expect(amounts).to.deep.equal([1, 2, 3]);
    for (const name of ["shipments", "payments", "refunds"]) {
      const { pagination } = (await shopper("GET", `${own}/${name}`)).body;
      expect(pagination, name).to.include({ page: 1, limit: 20, next_cursor: null });
      expect((await shopper("GET", `${own}/${name}?page=9`)).body[name], name).to.deep.equal([]);
      expect((await shopper("GET", `${own}/${name}?cursor=x`)).body.code, name).to.equal("invalid_cursor");
      expect((await shopper("GET", `${own}/${name}?limit=101`)).body.code, name).to.equal("validation_error");
    }
  });

  it("show all amounts and allowed actions in the detail", async () => {
    const { shopper, own, order } = bought;
    const { body, headers } = await shopper("GET", own);
    expect(body).to.deep.include({
      order_number: order.order_number,
      sub_total: 66.17,
      discount: 0.17,
      tax: 1,
      shipping: 2,
      tip: 0.5,
      grand_total: 69.5,
      payment_method: "card",
      amount_paid: 69.5,
      amount_refunded: 0,
      amount_due: 0,
      cancellation: null,
      delivered_at: null,
      is_cancellation_allowed: true,
      is_return_allowed: false,
      is_retry_available: false,
    });
    expect(body.items[0]).to.include({ name: "Alfredo Pasta", quantity: 2, unit_price: 25, total: 50 });
    expect(body).not.to.have.any.keys("note", "tags", "timeline", "customer");
    const etag = headers.get("etag") ?? "";
    const unchanged = await shopper("GET", own, { headers: { "If-None-Match": etag } });
    expect(unchanged.status).to.equal(304);
  });

  it("reflect each write in the next read", async () => {
    const { shopper, own, path } = await buy(shop);
    for (const status of ["confirmed", "processing", "shipped"]) {
      await shopper("GET", own);
      await shop.ask("PATCH", `${path}/status`, { body: { status } });
      const { body } = await shopper("GET", own);
      expect(body.status).to.equal(status);
      expect(body.is_cancellation_allowed).to.equal(status === "confirmed");
    }
  });

  it("list shipments, payments, refunds and the payment status", async () => {
    const { shopper, own, path, ...sold } = await buy(shop);
    const fulfillment = { items: all({ ...sold, path }, 1), awb: "AWB1", tracking_url: "https://example.com/AWB1" };
    const made = await shop.ask("POST", `${path}/fulfillments`, { body: fulfillment });
    const { body: shipped } = await shopper("GET", `${own}/shipments`);
    expect(shipped.shipments).to.have.length(1);
    expect(shipped.shipments[0]).to.deep.include({
      id: made.body.id,
      status: "pending",
      courier: null,
      tracking_number: "AWB1",
      tracking_url: "https://example.com/AWB1",
      items: sold.order.items.map(({ id, name }) => ({ id, name, quantity: 1 })),
    });
    const { body: paid } = await shopper("GET", `${own}/payments`);
    expect(paid.payments).to.have.length(1);
    expect(paid.payments[0]).to.include({ id: sold.payment?.id, status: "captured", amount: 66.17, captured: 66.17 });
    expect(paid.payments[0]).not.to.have.any.keys("error", "failure_reason", "provider_reference");
    expect((await shopper("GET", `${own}/refunds`)).body.refunds).to.deep.equal([]);
    const cancel = { reason: "fraud", cancel_reason_details: "Looks odd.", refund: true, refund_amount: 10 };
    await shop.ask("POST", `${path}/cancel`, { body: cancel });
    const { body: refunded } = await shopper("GET", `${own}/refunds`);
    expect(refunded.refunds).to.have.length(1);
    expect(refunded.refunds[0]).to.include({ payment_id: sold.payment?.id, status: "succeeded", amount: 10 });
    expect((await shopper("GET", `${own}/payment-status`)).body).to.deep.equal({
      order_number: sold.order.order_number,
      payment_status: "captured",
      is_retry_available: false,
      amount_due: 0,
      failure_code: null,
      next_action: null,
    });
    // The merchant's note is not shown to the shopper.
    const detail = await shopper("GET", own);
    expect(detail.body.cancellation).to.deep.equal({ reason: "fraud", details: null });
    expect(detail.text).to.not.contain("Looks odd");
  });

  it("show the amount due while unpaid", async () => {
    const { shopper, own } = await buy(shop, { payment: "none" });
    const { body } = await shopper("GET", `${own}/payment-status`);
    expect(body).to.include({ payment_status: "pending", is_retry_available: false, amount_due: 66.17 });
  });

  it("allow a return within the store's return window", async () => {
    const { shopper, own, order } = await buyDelivered(shop);
    const { body } = await shopper("GET", own);
    expect(body.is_return_allowed).to.equal(true);
    expect(Date.parse(body.delivered_at)).to.be.within(order.created_at, Date.now());
  });

  it("hide orders of other customers and other stores", async () => {
    const { order } = bought;
    const neighbour = await buy(shop);
    const elsewhere = await newShop();
    const foreign = await sell(elsewhere);
    const strangers = [
      neighbour.shopper,
      asShopper(elsewhere, foreign.customer.id),
      asShopper(elsewhere, bought.customer.id),
    ];
    const number = foreign.order.order_number === order.order_number ? `A-9${ulid()}` : order.order_number;
    for (const stranger of strangers) {
      for (const part of ["", "/shipments", "/payments", "/refunds", "/payment-status"]) {
        const reply = await stranger("GET", `/orders/${number}${part}`);
        expect(reply.body, part).to.include({ status: 404, code: "order_not_found" });
      }
    }
    for (const part of ["", "/shipments"]) expect((await ask("GET", `/orders/A-1${part}`)).status).to.equal(401);
    const missing = await bought.shopper("GET", "/orders/A-999999999");
    expect(missing.body).to.include({ status: 404, code: "order_not_found" });
  });

  it("hide another customer's order from the lookup by number", async () => {
    const { order } = bought;
    const found = act("orders.findByNumber", {
      store_id: shop.store.store_id,
      order_number: order.order_number,
      customer_id: "cust_nobody",
    });
    const error = await found.catch((refused) => refused);
    expect(error).to.include({ type: "order_not_found" });
  });
});
