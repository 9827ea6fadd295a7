import { expect } from "chai";
import fc from "fast-check";
import {
  financialStatuses,
  type Order,
  type OrderFilter,
  type OrderSort,
  orderFulfillmentStatuses,
  orderStatuses,
  paymentStatuses,
} from "../../../../services/contracts.ts";
import { numbersBeginning } from "../../../../services/orders/orders.rules.ts";
import { type OrdersShop, openOrders, refused } from "../../../support/core/shop-of-orders.ts";

const sorts: OrderSort[] = ["created_at", "updated_at", "order_number", "grand_total"];
const size = 120;

describe("orders: search", () => {
  let shop: OrdersShop;
  let all: Order[];
  before(async function () {
    this.timeout(60_000);
    shop = await openOrders();
    all = [];
    for (let n = 0; n < size; n++) all.push(await makeOne(n));
  });
  after(() => shop.stop());

  async function makeOne(n: number): Promise<Order> {
    const { id: order_id } = await shop.order({
      customer_id: `cust_${n % 4}`,
      sub_total: 1_000 + ((n * 37) % 11) * 100,
      payment_status: paymentStatuses[n % 5],
      financial_status: financialStatuses[n % 3],
      location_id: [null, "loc_1", "loc_2"][n % 3],
    });
    const status = orderStatuses[n % 7] ?? "pending";
    if (status === "cancelled") await shop.call("orders.cancel", { ...shop.write(), order_id, reason: "other" });
    else await shop.call("orders.setStatus", { ...shop.write(), order_id, status });
    const [first] = (await shop.get({ id: order_id })).items;
    if (n % 6 === 0 && ["pending", "confirmed", "processing"].includes(status))
      await shop.fulfil({ id: order_id }, [{ item_id: first?.id ?? "", quantity: 1 }]);
    const { items: _items, contact: _contact, timeline: _timeline, ...order } = await shop.get({ id: order_id });
    const { shipping_method: _m, shipping_address: _a, cancel_reason: _r, cancel_reason_details: _d, ...more } = order;
    const {
      shipping_address_id: _i,
      promotion: _p,
      redemption_id: _rd,
      delivered_at: _da,
      funded_by: _f,
      ...rest
    } = more;
    return rest;
  }

  const numberOf = (order: Order) => Number(order.order_number.slice(2));
  const keyOf = (order: Order, by: OrderSort) => (by === "order_number" ? numberOf(order) : order[by]);

  function expected(filter: OrderFilter, by: OrderSort, order: "asc" | "desc"): Order[] {
    const { created_from = 0, created_until = Number.POSITIVE_INFINITY, search = "", statuses, ...equal } = filter;
    const found = all.filter(
      (each) =>
        Object.entries(equal).every(([name, value]) => value === undefined || each[name as "status"] === value) &&
        (statuses?.includes(each.status) ?? true) &&
        each.created_at >= created_from &&
        each.created_at < created_until &&
        each.order_number.toLowerCase().startsWith(search.toLowerCase()),
    );
    const sign = order === "asc" ? 1 : -1;
    return found.sort((a, b) => sign * (keyOf(a, by) - keyOf(b, by) || a.order_id - b.order_id));
  }

  const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });
  const filters = () =>
    fc.record({
      customer_id: maybe(["cust_0", "cust_1", "cust_3", "cust_unknown"]),
      status: maybe(orderStatuses),
      statuses: fc.option(fc.subarray([...orderStatuses]), { nil: undefined, freq: 2 }),
      location_id: maybe(["loc_1", "loc_2", "loc_unknown"]),
      payment_status: maybe(paymentStatuses),
      financial_status: maybe(financialStatuses),
      fulfillment_status: maybe(orderFulfillmentStatuses),
      created_from: maybe([all[20]?.created_at ?? 0]),
      created_until: maybe([all[90]?.created_at ?? 0]),
      search: maybe(["", "a-10", "A-1", "A-1042", "a", "A-2", "B-1", "A-01", "A-1_"]),
    });

  it("matches a filter over every order for each filter, sorting and page", async function () {
    this.timeout(120_000);
    const property = fc.asyncProperty(
      filters(),
      fc.constantFrom(...sorts),
      fc.constantFrom("asc" as const, "desc" as const),
      fc.integer({ min: 1, max: 3 }),
      async (filter, by, order, page) => {
        const found = await shop.call("orders.search", {
          store_id: shop.store_id,
          filter,
          sort: { by, order },
          page,
          limit: 7,
        });
        const matching = expected(filter, by, order);
        expect(found.items).to.deep.equal(matching.slice((page - 1) * 7, page * 7));
        expect(found).to.include({ total: matching.length, total_is_capped: false });
        expect(found.next_cursor !== null).to.equal(matching.length > page * 7);
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });

  it("returns each order once by cursor in every sorting, also with equal values", async function () {
    this.timeout(60_000);
    for (const by of sorts) {
      for (const order of ["asc", "desc"] as const) {
        for (const filter of someFilters) {
          const found: string[] = [];
          let cursor: string | null | undefined;
          do {
            const params = { store_id: shop.store_id, filter, sort: { by, order }, limit: 9 };
            const page = await shop.call("orders.search", cursor ? { ...params, cursor } : params);
            found.push(...page.items.map(({ id }) => id));
            cursor = page.next_cursor;
          } while (cursor);
          expect(found).to.deep.equal(expected(filter, by, order).map(({ id }) => id));
        }
      }
    }
  });

  it("includes the items of each order on request", async () => {
    const params = { store_id: shop.store_id, filter: { location_id: "loc_1" }, limit: 5 };
    const bare = await shop.call("orders.search", params);
    for (const each of bare.items) expect(each).to.not.have.property("items");
    const { items } = await shop.call("orders.search", { ...params, with_items: true });
    expect(items.map(({ id }) => id)).to.deep.equal(bare.items.map(({ id }) => id));
    for (const each of items) expect(each.items).to.deep.equal((await shop.get(each)).items);
    const none = { ...params, filter: { location_id: "loc_unknown" }, with_items: true };
    expect((await shop.call("orders.search", none)).items).to.deep.equal([]);
  });

  it("refuses a cursor of another sorting and an invalid one", async () => {
    const params = { store_id: shop.store_id, filter: {}, limit: 5 };
    const { next_cursor } = await shop.call("orders.search", params);
    const sort = { by: "grand_total" as const, order: "desc" as const };
    await refused(shop.call("orders.search", { ...params, sort, cursor: next_cursor ?? "" }), "400 invalid_cursor");
    await refused(shop.call("orders.search", { ...params, cursor: "bm9uZQ" }), "400 invalid_cursor");
  });

  it("reads an order number in any width, digits and dash", () => {
    for (const text of ["Ａ-１０４２", "a–1042", "A-১০৪২", " Ａ−1042 "])
      expect(numbersBeginning(text), text).to.deep.equal(numbersBeginning("A-1042"));
  });

  it("translates a number prefix into equivalent ranges", () => {
    const number = fc.integer({ min: 1, max: 2_000_000 });
    fc.assert(
      fc.property(number, fc.integer({ min: 1, max: 99_999 }), (n, beginning) => {
        const ranges = numbersBeginning(`a-${beginning}`) ?? expect.fail("The prefix has no ranges.");
        const isIn = ranges.some(([from, to]) => n >= from && n <= to);
        expect(isIn).to.equal(`A-${n}`.startsWith(`A-${beginning}`));
      }),
    );
  });
});

const someFilters: OrderFilter[] = [
  {},
  { status: "shipped" },
  { statuses: ["shipped", "delivered", "pending"] },
  { location_id: "loc_1" },
  { location_id: "loc_2", status: "pending" },
  { search: "A-10" },
  { customer_id: "cust_1" },
];
