import { expect } from "chai";
import { ulid } from "ulid";
import { type Counter, openCounter } from "../../support/harness/counter.ts";
import { act, ask, type Parsed, type Reply, type Sending } from "../../support/harness/index.ts";
import { newCustomer, staffOf } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";

const base = "/api/v1/customers";
const year = new Date().getUTCFullYear();

describe("commerce: loyalty points", () => {
  let counter: Counter;
  before(async () => {
    counter = await openCounter();
  });

  const member = async (): Promise<string> => (await newCustomer(counter.shop)).id;
  const send = (method: string, path: string, sending: Sending = {}) =>
    ask(method, `${base}/${path}`, { as: counter.staff, ...sending });
  const status = async (id: string): Promise<Parsed> => (await send("GET", `${id}/loyalty`)).body;
  const adjust = (id: string, adjustment: number, more: object = {}) =>
    send("POST", `${id}/loyalty/points`, { body: { adjustment, reason: "Customer service gesture", ...more } });
  const redeem = (id: string, points: number, more: object = {}) =>
    send("POST", `${id}/loyalty/redeem`, { body: { points, reward_type: "discount", ...more } });
  const transactions = async (id: string, query = ""): Promise<Parsed> =>
    (await send("GET", `${id}/loyalty/transactions${query}`)).body;
  const refusal = ({ body }: Reply) => `${body.status} ${body.code}`;

  it("are zero for a new customer, with the full distance to silver", async () => {
    const id = await member();
    const { benefits, ...summary } = await status(id);
    expect(benefits).to.be.an("array");
    expect(summary).to.deep.equal({
      customer_id: id,
      tier: "bronze",
      points_balance: 0,
      points_earned_ytd: 0,
      points_redeemed_ytd: 0,
      tier_progress: {
        current_tier: "bronze",
        next_tier: "silver",
        points_to_next_tier: 500,
        qualifying_period_end: `${year}-12-31`,
      },
    });
    expect((await transactions(id)).data).to.deep.equal([]);
  });

  it("give the seed's balance, tier and progress after earning and redeeming", async () => {
    const id = await member();
    await adjust(id, 3_500);
    const redeemed = await redeem(id, 2_250, { reward_type: "gift_card" });
    expect(redeemed.status, redeemed.text).to.equal(200);
    const { benefits, ...summary } = await status(id);
    expect(benefits).to.be.an("array");
    expect(summary).to.deep.equal({
      customer_id: id,
      tier: "gold",
      points_balance: 1_250,
      points_earned_ytd: 3_500,
      points_redeemed_ytd: 2_250,
      tier_progress: {
        current_tier: "gold",
        next_tier: "platinum",
        points_to_next_tier: 750,
        qualifying_period_end: `${year}-12-31`,
      },
    });
    const redemption = await redeem(id, 500);
    const { redemption_id, ...rest } = redemption.body;
    expect(redemption_id).to.match(/^red_/);
    expect(rest).to.deep.equal({ points_redeemed: 500, reward_value: 5, new_balance: 750 });
    expect((await send("GET", id)).body).to.include({ loyalty_points: 750, loyalty_tier: "silver" });
  });

  it("show the store's own benefits of the tier", async () => {
    const own = await openCounter();
    const benefits = {
      bronze: [],
      silver: ["5% off"],
      gold: ["10% off all orders", "Free birthday dessert"],
      platinum: [],
    };
    const { store_id } = own.shop.store;
    await act("stores.setSettings", { idempotency_key: ulid(), store_id, settings: { loyalty: { benefits } } });
    const path = `${base}/${own.customer.id}/loyalty`;
    const body = { adjustment: 1_000, reason: "Welcome" };
    await ask("POST", `${path}/points`, { as: own.staff, body });
    const updated = await until(async () => {
      const reply = await ask("GET", path, { as: own.staff });
      return reply.body.benefits.length === 2 ? reply.body : undefined;
    });
    expect(updated.benefits).to.deep.equal(benefits.gold);
  });

  it("are adjusted manually, optionally for one of the customer's orders", async () => {
    const { id } = counter.customer;
    const order = (await counter.order()).body;
    const { new_balance: before } = (await adjust(id, 1)).body;
    const reply = await adjust(id, 100, { order_id: order.id });
    expect(reply.status, reply.text).to.equal(200);
    const { transaction_id, ...rest } = reply.body;
    expect(rest).to.deep.equal({ adjustment: 100, new_balance: before + 100 });
    const [line] = (await transactions(id, "?limit=1")).data;
    expect(line).to.deep.include({ id: transaction_id, type: "adjust", points: 100, order_id: order.id });
    expect((await adjust(id, -100)).body).to.include({ adjustment: -100, new_balance: before });
    expect(refusal(await adjust(id, -1_000_000))).to.equal("422 insufficient_points");
    expect(refusal(await adjust(id, 5, { order_id: `ord_${ulid()}` }))).to.equal("404 order_not_found");
    expect(refusal(await adjust(await member(), 5, { order_id: order.id }))).to.equal("404 order_not_found");
    for (const body of [{ adjustment: 0 }, { adjustment: 1.5 }, { adjustment: 5, reason: " " }, { tier: "gold" }])
      expect(refusal(await send("POST", `${id}/loyalty/points`, { body })), JSON.stringify(body)).to.equal(
        "400 validation_error",
      );
  });

  it("are redeemed once per idempotency key and never below zero", async () => {
    const id = await member();
    await adjust(id, 700);
    const sending = { body: { points: 500, reward_type: "free_item" }, headers: { "Idempotency-Key": ulid() } };
    const [first, again] = [
      await send("POST", `${id}/loyalty/redeem`, sending),
      await send("POST", `${id}/loyalty/redeem`, sending),
    ];
    expect(again.text).to.equal(first.text);
    expect(again.headers.get("idempotency-replayed")).to.equal("true");
    expect((await status(id)).points_balance).to.equal(200);
    const both = await Promise.all([redeem(id, 150), redeem(id, 150)]);
    expect(both.map((reply) => reply.status).sort()).to.deep.equal([200, 422]);
    expect((await status(id)).points_balance).to.equal(50);
    expect(refusal(await redeem(id, 51))).to.equal("422 insufficient_points");
    for (const more of [{ points: 0 }, { points: 1.5 }, { reward_type: "cash" }, { reward_value: 9 }])
      expect(refusal(await redeem(id, 5, more)), JSON.stringify(more)).to.equal("400 validation_error");
  });

  it("discount one order that is placed with a redemption", async () => {
    const { id } = counter.customer;
    await adjust(id, 1_000);
    const { redemption_id } = (await redeem(id, 500)).body;
    const body = { location_id: counter.location_id, items: [{ menu_item_id: counter.item.id, quantity: 1 }] };
    const priced = await ask("POST", `${base}/orders/calculate-total`, {
      as: counter.buyer,
      body: { ...body, redemption_id },
    });
    expect(priced.body).to.include({ subtotal: 24.99, discount: 5, tax: 2, total: 21.99 });
    const order = await counter.order({ redemption_id });
    expect(order.status, order.text).to.equal(201);
    expect(order.body).to.include({ discount: 5, total: 21.99 });
    expect(refusal(await counter.order({ redemption_id }))).to.equal("409 redemption_spent");
    const gift = (await redeem(id, 100, { reward_type: "gift_card" })).body;
    expect(refusal(await counter.order({ redemption_id: gift.redemption_id }))).to.equal(
      "422 redemption_not_a_discount",
    );
    const dear = (await redeem(id, 100)).body;
    const cheap = await counter.stock(0.5, 1);
    const items = [{ menu_item_id: cheap.id, quantity: 1 }];
    const refused = await counter.order({ items, redemption_id: dear.redemption_id });
    expect(refusal(refused)).to.equal("422 redemption_exceeds_order");
  });

  it("are refunded on an existing order if it is the customer's and not cancelled", async () => {
    const { id } = counter.customer;
    await adjust(id, 5_000);
    const order = (await counter.order()).body;
    const reply = await redeem(id, 500, { order_id: order.id });
    expect(reply.status, reply.text).to.equal(200);
    expect(reply.body.reward_value).to.equal(5);
    const { body } = await counter.shop.ask("GET", `/orders/${order.id}`);
    expect(body.refunds.map(({ amount }: Parsed) => amount)).to.deep.equal([5]);
    expect(refusal(await redeem(id, 4_000, { order_id: order.id }))).to.equal("422 redemption_exceeds_order");
    expect(refusal(await redeem(id, 100, { order_id: `ord_${ulid()}` }))).to.equal("404 order_not_found");
    const other = await member();
    await adjust(other, 500);
    expect(refusal(await redeem(other, 100, { order_id: order.id }))).to.equal("404 order_not_found");
    const cancelledOrder = (await counter.order()).body;
    const cancelled = await counter.shop.ask("POST", `/orders/${cancelledOrder.id}/cancel`, {
      body: { reason: "other" },
    });
    expect(cancelled.status, cancelled.text).to.equal(200);
    expect(refusal(await redeem(id, 100, { order_id: cancelledOrder.id }))).to.equal("409 order_not_discountable");
  });

  it("are earned when an order is delivered", async () => {
    const id = await member();
    const order = (await counter.order({ customer_id: id }, counter.staff)).body;
    await counter.shop.ask("PATCH", `/orders/${order.id}/status`, { body: { status: "delivered" } });
    await until(async () => (await status(id)).points_balance === 24);
    const { data, pagination } = await transactions(id);
    expect(pagination).to.deep.equal({ page: 1, limit: 20, total: 1, next_cursor: null });
    const [{ id: txn, description, created_at, ...line }] = data;
    expect(line).to.deep.equal({ type: "earn", points: 24, order_id: order.id });
    expect(txn).to.match(/^txn_/);
    expect(description).to.include(order.order_number);
    expect(Date.parse(created_at)).to.be.above(Date.now() - 60_000);
  });

  it("are listed by type and date, newest first, by page and by cursor", async () => {
    const id = await member();
    for (const points of [100, 200, 300]) await adjust(id, points);
    await redeem(id, 50);
    const pointsOf = async (query: string) => (await transactions(id, query)).data.map(({ points }: Parsed) => points);
    expect(await pointsOf("")).to.deep.equal([-50, 300, 200, 100]);
    expect(await pointsOf("?type=redeem")).to.deep.equal([-50]);
    expect(await pointsOf("?type=expire")).to.deep.equal([]);
    const today = new Date().toISOString().slice(0, 10);
    const before = new Date(Date.now() - 2 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    expect(await pointsOf(`?start_date=${before}&end_date=${today}`)).to.have.length(4);
    expect(await pointsOf(`?end_date=${before}`)).to.deep.equal([]);
    expect(await pointsOf("?start_date=2999-01-01")).to.deep.equal([]);
    expect(await pointsOf("?limit=1&page=2")).to.deep.equal([300]);
    const first = await transactions(id, "?limit=3");
    const cursor = encodeURIComponent(first.pagination.next_cursor);
    expect(await pointsOf(`?limit=3&cursor=${cursor}`)).to.deep.equal([100]);
    for (const query of ["?type=gift", "?start_date=yesterday", "?limit=101"])
      expect((await transactions(id, query)).code, query).to.equal("validation_error");
    expect((await transactions(id, "?cursor=xyz")).code).to.equal("invalid_cursor");
  });

  it("return 404 for an unknown customer", async () => {
    const id = `cust_${ulid()}`;
    const replies = [
      await send("GET", `${id}/loyalty`),
      await send("GET", `${id}/loyalty/transactions`),
      await adjust(id, 5),
      await redeem(id, 5),
    ];
    expect(replies.map(refusal)).to.deep.equal(Array(4).fill("404 customer_not_found"));
  });

  it("are read and redeemed, but not adjusted, by the customer", async () => {
    const id = await member();
    await adjust(id, 600);
    const as = staffOf(counter.shop.store, ["customer"], id);
    expect((await send("GET", `${id}/loyalty`, { as })).body.points_balance).to.equal(600);
    const body = { points: 100, reward_type: "discount" };
    expect((await send("POST", `${id}/loyalty/redeem`, { as, body })).body.new_balance).to.equal(500);
    const given = await send("POST", `${id}/loyalty/points`, { as, body: { adjustment: 5, reason: "x" } });
    expect(refusal(given)).to.equal("403 forbidden");
  });
});
