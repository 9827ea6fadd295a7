import { expect } from "chai";
import { ulid } from "ulid";
import { type Counter, openCounter } from "../../support/harness/counter.ts";
import { act, ask, type Parsed, type Reply } from "../../support/harness/index.ts";
import { newCustomer, staffOf } from "../../support/harness/shop.ts";

const base = "/api/v1/customers/orders";
const day = 24 * 3600 * 1000;

describe("commerce: ordering", () => {
  let counter: Counter;
  before(async () => {
    counter = await openCounter();
  });

  const available = async ({ sku }: Parsed): Promise<number> =>
    (await counter.shop.ask("GET", `/inventory/${sku}`)).body.available;
  const total = (body: object, as = counter.buyer) => ask("POST", `${base}/calculate-total`, { as, body });
  const list = (query = "", as = counter.buyer) => ask("GET", `${base}${query}`, { as });
  const place = async (body: object = {}, as = counter.buyer): Promise<Parsed> => {
    const reply = await counter.order(body, as);
    expect(reply.status, reply.text).to.equal(201);
    return reply.body;
  };
  const refusal = ({ body }: Reply) => `${body.status} ${body.code}`;

  describe("price calculation", () => {
    it("matches the seed: 24.99 with 10 % off and 10 % tax", async () => {
      const { location_id, item } = counter;
      const body = { location_id, items: [{ menu_item_id: item.id, quantity: 1 }], promo_code: "SAVE10" };
      const reply = await total(body);
      expect(reply.status, reply.text).to.equal(200);
      expect(reply.body).to.deep.equal({
        subtotal: 24.99,
        tax: 2.25,
        discount: 2.5,
        tip: 0,
        total: 24.74,
        promo_applied: { code: "SAVE10", discount: 2.5, description: "10% off your order" },
      });
    });

    it("includes modifiers and a tip, and applies no promotion without a code", async () => {
      const { location_id, item } = counter;
      const [{ id: modifier_id }] = item.modifiers;
      const items = [{ menu_item_id: item.id, quantity: 2, modifiers: [{ modifier_id, quantity: 1 }] }];
      const { body } = await total({ location_id, items, tip_amount: 5 }, counter.staff);
      expect(body).to.deep.equal({
        subtotal: 52.98,
        tax: 5.3,
        discount: 0,
        tip: 5,
        total: 63.28,
        promo_applied: null,
      });
    });

    it("refuses unknown codes, items, modifiers and locations, and invalid amounts", async () => {
      const { location_id, item } = counter;
      const line = { menu_item_id: item.id, quantity: 1 };
      const plain = { location_id, items: [line] };
      const unknown = [{ modifier_id: `mod_${ulid()}`, quantity: 1 }];
      const wrong: [object, string][] = [
        [{ promo_code: "NOPE" }, "422 invalid_promo_code"],
        [{ location_id: `loc_${ulid()}` }, "404 location_not_found"],
        [{ items: [{ ...line, menu_item_id: `item_${ulid()}` }] }, "404 product_not_found"],
        [{ items: [{ ...line, modifiers: unknown }] }, "404 modifier_not_found"],
        [{ items: [] }, "400 validation_error"],
        [{ items: Array.from({ length: 101 }, () => line) }, "400 validation_error"],
        [{ items: [{ ...line, quantity: 0 }] }, "400 validation_error"],
        [{ items: [{ ...line, quantity: 1_000 }] }, "400 validation_error"],
        [{ items: [{ ...line, price: 1 }] }, "400 validation_error"],
        [{ tip_amount: -1 }, "400 validation_error"],
        [{ tip_amount: 1.005 }, "400 validation_error"],
        [{ redemption_id: `red_${ulid()}` }, "404 redemption_not_found"],
      ];
      for (const [change, expected] of wrong)
        expect(refusal(await total({ ...plain, ...change })), JSON.stringify(change).slice(0, 200)).to.equal(expected);
      const large = await total({ ...plain, tip_amount: 1_000_001 });
      expect(refusal(large)).to.equal("400 validation_error");
      expect(large.body.details).to.deep.equal([
        { path: "tip_amount", message: '"tip_amount" must be less than or equal to 1000000' },
      ]);
      const withoutCustomer = { ...plain, redemption_id: `red_${ulid()}` };
      expect(refusal(await total(withoutCustomer, counter.staff))).to.equal("400 validation_error");
    });
  });

  describe("placing", () => {
    it("creates and pays the seed's order and shows it on the merchant surface", async () => {
      const { item, location_id, customer, shop } = counter;
      const [{ id: modifier_id, name }] = item.modifiers;
      const before = await available(item);
      const scheduled = new Date(Date.now() + day);
      const { payment, ...order } = await place({
        items: [
          {
            menu_item_id: item.id,
            quantity: 2,
            modifiers: [{ modifier_id, quantity: 1 }],
            special_instructions: "No onions",
          },
        ],
        scheduled_time: scheduled.toISOString().replace("Z", "+00:00"),
        tip_amount: 5,
        payment_method_id: "pm_xyz789",
        promo_code: "save10",
      });
      expect(payment).to.include({ status: "captured", next_action: null });
      const { id, order_number, created_at, updated_at } = order;
      expect(order).to.deep.equal({
        id,
        order_number,
        customer_id: customer.id,
        status: order.status,
        order_type: "PICKUP",
        location_id,
        scheduled_time: scheduled.toISOString(),
        items: [
          {
            id: order.items[0].id,
            menu_item_id: item.id,
            name: "Pasta",
            quantity: 2,
            unit_price: order.items[0].unit_price,
            modifiers: [{ modifier_id, name, price: 1.5, quantity: 1 }],
            special_instructions: "No onions",
            total: 52.98,
          },
        ],
        subtotal: 52.98,
        discount: 5.3,
        tax: 4.77,
        shipping: 0,
        tip: 5,
        total: 57.45,
        currency: "USD",
        promo_applied: { code: "SAVE10", discount: 5.3, description: "10% off your order" },
        payment_status: "captured",
        created_at,
        updated_at,
      });
      expect(await available(item)).to.equal(before - 2);
      const { promo_applied: _promo, ...listed } = order;
      expect((await list("?limit=1")).body.data).to.deep.equal([listed]);
      const merchants = await shop.ask("GET", `/orders/${id}`);
      expect(merchants.body).to.include({ order_number, grand_total: 57.45, financial_status: "paid" });
    });

    it("creates one order per idempotency key", async () => {
      const { item, location_id, buyer } = counter;
      const body = {
        location_id,
        order_type: "DINE_IN",
        items: [{ menu_item_id: item.id, quantity: 1 }],
        payment_method_id: "pm_card_visa",
      };
      const sending = { as: buyer, body, headers: { "Idempotency-Key": ulid() } };
      const before = await available(item);
      const replies = [await ask("POST", base, sending), await ask("POST", base, sending)];
      expect(replies.map(({ status }) => status)).to.deep.equal([201, 201]);
      expect(replies[1]?.text).to.equal(replies[0]?.text);
      expect(replies[1]?.headers.get("idempotency-replayed")).to.equal("true");
      expect(await available(item)).to.equal(before - 1);
    });

    it("ships to an address given in either notation or to a saved address", async () => {
      const { customer, shop } = counter;
      const street = { street: "123 Main St", city: "New York", state: "NY", zip: "10001" };
      const line = { line1: "5 Lake Rd", city: "Austin", postal_code: "73301" };
      const { store_id } = shop.store;
      const known = await act("customers.createAddress", {
        idempotency_key: ulid(),
        store_id,
        customer_id: customer.id,
        address: { line1: "9 Hill St", city: "Reno" },
      });
      const goesTo = async (body: object) => {
        const { id } = await place({ order_type: "DELIVERY", ...body });
        return (await act("orders.get", { store_id, order_id: id })).shipping_address;
      };
      expect(await goesTo({ shipping_address: street })).to.include({ line1: "123 Main St", postal_code: "10001" });
      expect(await goesTo({ shipping_address: line })).to.include({ line1: "5 Lake Rd", postal_code: "73301" });
      expect(await goesTo({ order_type: "SHIP", shipping_address_id: known.id })).to.include({ line1: "9 Hill St" });
      const refused = async (body: object) => refusal(await counter.order({ order_type: "DELIVERY", ...body }));
      expect(await refused({})).to.equal("400 validation_error");
      expect(await refused({ order_type: "SHIP" })).to.equal("400 validation_error");
      expect(await refused({ shipping_address: { city: "Austin" } })).to.equal("400 validation_error");
      expect(await refused({ shipping_address: { ...street, line1: "x" } })).to.equal("400 validation_error");
      expect(await refused({ shipping_address_id: `addr_${ulid()}` })).to.equal("404 address_not_found");
    });

    it("keeps no order and no reservation when the payment is declined", async () => {
      const { item } = counter;
      const [before, orders] = [await available(item), (await list()).body.pagination.total];
      const declined = await counter.order({ payment_method_id: "pm_card_declined" });
      expect(refusal(declined)).to.equal("402 payment_declined");
      expect(await available(item)).to.equal(before);
      expect((await list()).body.pagination.total).to.equal(orders);
    });

    it("refuses invalid orders and reserves nothing", async () => {
      const { item } = counter;
      const items = (line: object) => ({ items: [{ menu_item_id: item.id, quantity: 1, ...line }] });
      const wrong: [object, string][] = [
        [items({ quantity: 900 }), "409 out_of_stock"],
        [items({ menu_item_id: `item_${ulid()}` }), "404 product_not_found"],
        [{ location_id: `loc_${ulid()}` }, "404 location_not_found"],
        [{ promo_code: "NOPE" }, "422 invalid_promo_code"],
        [{ scheduled_time: new Date(Date.now() - day).toISOString() }, "422 scheduled_time_in_past"],
        [{ scheduled_time: "2999-01-24T18:30:00" }, "400 validation_error"],
        [{ scheduled_time: "2999-02-30T18:30:00Z" }, "400 validation_error"],
        [{ payment_method_id: "visa" }, "400 validation_error"],
        [{ order_type: "CATERING" }, "400 validation_error"],
        [{ total: 1 }, "400 validation_error"],
        [{ redemption_id: `red_${ulid()}` }, "404 redemption_not_found"],
      ];
      const before = await available(item);
      for (const [change, expected] of wrong)
        expect(refusal(await counter.order(change)), JSON.stringify(change)).to.equal(expected);
      expect(await available(item)).to.equal(before);
    });

    it("sells the last item to one of two concurrent buyers", async () => {
      const last = await counter.stock(10, 1);
      const items = [{ menu_item_id: last.id, quantity: 1 }];
      const replies = await Promise.all([counter.order({ items }), counter.order({ items })]);
      const statuses = replies.map(({ status }) => status).sort();
      expect(statuses).to.deep.equal([201, 409]);
      expect(await available(last)).to.equal(0);
    });

    it("refuses another total than the expected one with the actual one, and takes that", async () => {
      const few = await counter.stock(24.99, 3);
      const items = [{ menu_item_id: few.id, quantity: 3 }];
      const body = { items, promo_code: "SAVE10", tip_amount: 0.01 };
      const refused = await counter.order({ ...body, expected_total: 74.97 });
      expect(refusal(refused)).to.equal("409 total_changed");
      expect(refused.body.details).to.deep.equal([
        { path: "expected_total", message: "is 74.23 by now", actual: 74.23 },
      ]);
      expect(await available(few)).to.equal(3);
      expect((await place({ ...body, expected_total: 74.23 })).total).to.equal(74.23);
    });

    it("lets staff order for any customer and customers only for themselves", async () => {
      const { customer, staff, shop } = counter;
      expect(refusal(await counter.order({}, staff))).to.equal("400 validation_error");
      expect(refusal(await counter.order({ customer_id: `cust_${ulid()}` }, staff))).to.equal("404 customer_not_found");
      const order = await place({ customer_id: customer.id }, staff);
      expect(order.customer_id).to.equal(customer.id);
      const other = await newCustomer(shop);
      expect(refusal(await counter.order({ customer_id: other.id }))).to.equal("403 forbidden");
      expect((await place({ customer_id: customer.id })).customer_id).to.equal(customer.id);
      expect(refusal(await counter.order({}, staffOf(shop.store, ["customer"], `cust_${ulid()}`)))).to.equal(
        "404 customer_not_found",
      );
    });
  });

  describe("list", () => {
    it("shows customers their own orders and staff all orders or one customer's", async () => {
      const { shop, staff, customer, location_id } = counter;
      const other = await newCustomer(shop);
      const theirs = await place({ customer_id: other.id }, staff);
      const idsOf = async (query: string, as = counter.buyer) =>
        (await list(query, as)).body.data.map(({ id }: Parsed) => id);
      expect(await idsOf("?limit=100")).to.not.include(theirs.id);
      expect(await idsOf("?limit=100", staff)).to.include(theirs.id);
      expect(await idsOf(`?customer_id=${other.id}`, staff)).to.deep.equal([theirs.id]);
      expect(refusal(await list(`?customer_id=${other.id}`))).to.equal("403 forbidden");
      expect((await list(`?customer_id=${customer.id}`)).status).to.equal(200);
      expect(await idsOf(`?customer_id=${other.id}&location_id=${location_id}`, staff)).to.deep.equal([theirs.id]);
      expect(await idsOf(`?location_id=loc_${ulid()}`, staff)).to.deep.equal([]);
    });

    it("filters by status and pages by page and by cursor", async () => {
      const { shop } = counter;
      const order = await place();
      await shop.ask("PATCH", `/orders/${order.id}/status`, { body: { status: "delivered" } });
      const delivered = await list("?status=delivered");
      expect(delivered.body.data.map(({ id }: Parsed) => id)).to.deep.equal([order.id]);
      expect(delivered.body.pagination).to.deep.equal({ page: 1, limit: 20, total: 1, next_cursor: null });
      const all = (await list("?limit=100")).body.data.map(({ id }: Parsed) => id);
      const first = await list("?limit=2");
      const next = await list(`?limit=100&cursor=${encodeURIComponent(first.body.pagination.next_cursor)}`);
      expect([...first.body.data, ...next.body.data].map(({ id }: Parsed) => id)).to.deep.equal(all);
      expect((await list("?limit=1&page=2")).body.data[0].id).to.equal(all[1]);
      for (const query of ["?status=lost", "?limit=101", "?page=0", "?sort=id"])
        expect(refusal(await list(query)), query).to.equal("400 validation_error");
      expect(refusal(await list("?cursor=xyz"))).to.equal("400 invalid_cursor");
    });
  });
});
