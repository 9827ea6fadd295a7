import { expect } from "chai";
import { ulid } from "ulid";
import { signToken } from "../../services/auth/tokens.ts";
import type { Store } from "../../services/contracts.ts";
import type { Reply } from "../support/harness/http.ts";
import { OrderingShop } from "../support/ordering/shop.ts";
import { Deployment } from "../support/shards/deployment.ts";
import { rowsOf, setNextStore, statementsOf } from "../support/shards/traces.ts";
import { until } from "../support/until.ts";

// Numbers that are found nowhere else.
const ids = [7_654_321, 17_654_321];
const tenant_id = "ten_shards";

/** A store of the tests, and who may call for it. */
interface Shop extends OrderingShop {
  made: Store;
  customer_id: string;
}

describe("stores on two databases", function () {
  this.timeout(120_000);
  let deployment: Deployment;
  let shops: [Shop, Shop];
  let app: { client_id: string; client_secret: string };

  const call: OrderingShop["call"] = (name, params, options) => deployment.actions.call(name, params, options);
  const create = (name: string, more: object = {}) =>
    call("stores.create", { idempotency_key: ulid(), name, tenant_id, currency: "BDT", country: "BD", ...more });

  async function shopOn(shard: number): Promise<Shop> {
    const made = await create(`Shop ${shard}`, { shard });
    const shop = Object.assign(new OrderingShop(call, made.store_id, tenant_id), { made, customer_id: "" }) as Shop;
    await shop.open();
    shop.customer_id = await shop.newCustomer();
    return shop;
  }

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const asMerchant = ({ made }: Shop) =>
    bearer(signToken("merchant", { sub: "user_shards", tenant_id, domain_ids: [made.domain_id] }, 3_600));
  const asOperator = () => bearer(signToken("ops", { sub: "operator_shards", ops_roles: ["operator"] }, 3_600));
  const asStaff = ({ made }: Shop) =>
    bearer(
      signToken(
        "commerce",
        { sub: "staff_shards", tenant_id, store_id: made.store_id, roles: ["tenant_admin"] },
        3_600,
      ),
    );

  function merchant(shop: Shop, method: string, path: string, body?: object): Promise<Reply> {
    const headers: Record<string, string> = method === "GET" ? {} : { "Idempotency-Key": ulid() };
    const base = `/merchant/api/v1/domains/${shop.made.domain_id}`;
    return deployment.ask(method, `${base}${path}`, { as: asMerchant(shop), headers, body });
  }

  async function done(reply: Promise<Reply>): Promise<Reply["body"]> {
    const { status, body, text, path } = await reply;
    expect(status, `${path} ${text}`).to.be.within(200, 299);
    return body ?? text;
  }

  before(async function () {
    this.timeout(180_000);
    deployment = await Deployment.start();
    const { servers, names } = deployment;
    for (const [shard, name] of names.entries()) await setNextStore(servers.databaseUrl, name, ids[shard] ?? 0);
    shops = [await shopOn(0), await shopOn(1)];
    const store_ids = shops.map(({ made }) => made.store_id);
    const scopes = ["read:customers", "write:customers", "write:webhooks"] as const;
    app = await call("auth.createApp", { idempotency_key: ulid(), name: "Both", store_ids, scopes: [...scopes] });
  });
  after(() => deployment?.stop());

  it("are placed where they are told to be, else where the fewest are, once for each key", async () => {
    expect(shops.map(({ made }) => made.store_id)).to.deep.equal(ids);
    const named = await create("Named", { shard: 1, domain_id: "dom_named" });
    const key = ulid();
    const first = await create("Unnamed", { idempotency_key: key });
    expect([named.store_id, first.store_id]).to.deep.equal([17_654_322, 7_654_322]);
    expect(await create("Unnamed", { idempotency_key: key })).to.deep.equal(first);
    const refusal = (work: Promise<unknown>) => work.catch(({ type }: { type: string }) => type);
    expect(await refusal(create("Again", { shard: 0, domain_id: "dom_named" }))).to.equal("domain_exists");
    const both = [0, 1].map((shard) => refusal(create("At once", { shard, domain_id: "dom_at_once" })));
    expect((await Promise.all(both)).filter((each) => each === "domain_exists")).to.have.length(1);
    expect(await refusal(create("Nowhere", { shard: 7 }))).to.equal("shard_not_found");
    expect(await refusal(call("orders.search", { store_id: 70_000_001, filter: {}, limit: 1 }))).to.equal(
      "store_not_found",
    );
  });

  it("sell, cancel, refund, reward and export on both, and keep to their own", async () => {
    for (const shop of shops) await subscribe(shop);
    for (const shop of shops) await live(shop);
    await untilQuiet();
    const { servers, names } = deployment;
    for (const [shard, name] of names.entries()) {
      const own = ids[shard] ?? 0;
      const other = ids[1 - shard] ?? 0;
      expect(await statementsOf(servers.databaseUrl, name, other), `statements on ${name}`).to.deep.equal([]);
      expect(await statementsOf(servers.databaseUrl, name, own)).to.have.length.above(100);
      expect(await rowsOf(servers.databaseUrl, name, other), `rows in ${name}`).to.deep.equal({});
      const kept = Object.keys(await rowsOf(servers.databaseUrl, name, own));
      expect(kept).to.include.members([
        "stores",
        "orders",
        "order_items",
        "customers",
        "payments",
        "refunds",
        "workflow_runs",
        "audit_events",
        "orders_outbox",
        "stock_levels",
        "products",
        "loyalty_accounts",
        "app_installs",
        "access_tokens",
        "accounts",
        "sessions",
        "fulfillments",
        "notifications",
        "mailbox_messages",
        "webhooks",
        "webhook_events",
      ]);
    }
  });

  it("sign a customer out of tokens that name no session, each where the customer is", async () => {
    for (const { made, customer_id } of shops) {
      const issued = (ago: number) => {
        const iat = Math.floor(Date.now() / 1_000) - ago;
        return bearer(signToken("storefront", { sub: customer_id, store_id: made.store_id, iat }, 3_600));
      };
      const status = async (method: string, path: string, ago: number) =>
        (await deployment.ask(method, path, { as: issued(ago) })).status;
      expect(await status("GET", `/auth/user/${customer_id}`, 60)).to.equal(200);
      expect(await status("DELETE", "/auth/sessions", 50)).to.equal(204);
      expect(await status("GET", `/auth/user/${customer_id}`, 40)).to.equal(401);
      expect(await status("GET", `/auth/user/${customer_id}`, 0)).to.equal(200);
    }
  });

  it("are one list for operators", async () => {
    const ops = (path: string) => done(deployment.ask("GET", `/ops/v1${path}`, { as: asOperator() }));
    const listed = (await ops("/stores?limit=100")).data.map(({ store_id }: Store) => store_id);
    expect(listed).to.include.members(ids);
    const { data: apps } = await ops("/apps?limit=100");
    expect(apps).to.have.length(1);
    expect(apps[0].store_ids).to.have.members(ids);
    for (const path of ["/events", "/workflow-runs"]) {
      const seen: { id: string; store_id: number }[] = [];
      for (let cursor = ""; ; ) {
        const { data, pagination } = await ops(`${path}?limit=7${cursor}`);
        seen.push(...data);
        expect(data.length, path).to.be.within(pagination.next_cursor === null ? 0 : 7, 7);
        if (pagination.next_cursor === null) break;
        cursor = `&cursor=${encodeURIComponent(pagination.next_cursor)}`;
      }
      expect(new Set(seen.map(({ id }) => id)).size, path).to.equal(seen.length);
      expect([...new Set(seen.map(({ store_id }) => store_id))], path).to.include.members(ids);
    }
    const runs = (await ops("/workflow-runs?limit=50")).data;
    for (const { id } of runs.slice(0, 3)) expect((await ops(`/workflow-runs/${id}`)).id ?? id).to.equal(id);
  });

  it("are made and found by the command line too", async () => {
    const of = ["--tenant", tenant_id, "--currency", "BDT", "--country", "BD"];
    const made = await deployment.orchestra("store", "create", "--name", "By hand", "--shard", "1", ...of);
    expect(made.store_id).to.be.greaterThan(ids[1] ?? 0);
    expect((await call("stores.get", { domain_id: made.domain_id })).store_id).to.equal(made.store_id);
  });

  for (const shard of [0, 1])
    it(`go on while the database of shard ${shard} is away, but for its own`, async () => {
      const there = shops[1 - shard] as Shop;
      const gone = shops[shard] as Shop;
      const token = await tokenOf(there);
      const link = deployment.links[shard];
      const named = shard === 0 ? "database" : "database_1";
      link?.shut();
      try {
        await there.place(there.customer_id);
        expect((await done(merchant(there, "GET", "/orders"))).data).to.have.length.above(2);
        expect((await appAsks(token)).status).to.equal(200);
        const refused = await merchant(gone, "GET", "/orders");
        expect([refused.status, refused.headers.has("Retry-After")], refused.text).to.deep.equal([503, true]);
        const ready = await until(async () => {
          const reply = await deployment.ask("GET", "/health/ready");
          return Object.keys(reply.body?.engines ?? {}).join() === named ? reply : undefined;
        });
        expect(ready.status, ready.text).to.equal(200);
        if (shard === 1) await startWithout(there);
      } finally {
        await link?.open();
      }
      await until(async () => (await merchant(gone, "GET", "/orders")).status === 200, 60_000);
      await gone.place(gone.customer_id);
    });

  // A process that starts while a shard is away serves the others, and that one once it is there.
  async function startWithout(there: Shop): Promise<void> {
    const core = deployment.cluster.processes.find(({ name }) => name !== "api");
    await core?.restart();
    await until(async () => (await deployment.ask("GET", "/health/ready")).status === 200, 60_000);
    await there.place(there.customer_id);
  }

  async function subscribe({ made: { store_id } }: Shop): Promise<void> {
    const settings = { url: "http://127.0.0.1:9/events", description: null, topics: ["order.created"] };
    const webhook = { ...settings, ordered: false, personal_data: false };
    const of = { store_id, tenant_id, client_id: app.client_id, idempotency_key: ulid() };
    await call("webhooks.create", { ...of, webhook });
  }

  async function live(shop: Shop): Promise<void> {
    const { customer_id } = shop;
    const orders = [];
    for (let n = 0; n < 3; n++) orders.push(await shop.place(customer_id));
    const [cancelled, refunded] = orders.map(({ id }) => id);
    const cancel = { reason: "customer_request", refund: true, restock: true, notify_customer: true };
    await done(merchant(shop, "POST", `/orders/${cancelled}/cancel`, cancel));
    await done(merchant(shop, "POST", `/orders/${refunded}/refunds`, { amount: 10, reason: "goodwill" }));
    const { id: order_id } = orders[2] as (typeof orders)[0];
    const { items } = await call("orders.get", { store_id: shop.made.store_id, order_id });
    const sent = { items: items.map(({ id, quantity }) => ({ id, quantity })), notify_customer: true };
    await done(merchant(shop, "POST", `/orders/${order_id}/fulfillments`, sent));
    const points = `/api/v1/customers/${customer_id}/loyalty`;
    const staff = { as: asStaff(shop), headers: { "Idempotency-Key": ulid() } };
    await done(deployment.ask("POST", `${points}/points`, { ...staff, body: { adjustment: 900, reason: "A gift" } }));
    const redeem = { points: 500, reward_type: "discount" };
    staff.headers["Idempotency-Key"] = ulid();
    await done(deployment.ask("POST", `${points}/redeem`, { ...staff, body: redeem }));
    expect(String(await done(merchant(shop, "GET", "/customers/csv")))).to.contain(customer_id);
    const headers = { "X-Store-Id": String(shop.made.store_id) };
    const person = { email: `${ulid().toLowerCase()}@example.com`, password: "a horse, a battery and a staple" };
    const named = { first_name: "Ann", last_name: "Lee" };
    await done(deployment.ask("POST", "/auth/register", { headers, body: { ...person, ...named } }));
    const token = await tokenOf(shop);
    expect((await appAsks(token)).body.data).to.have.length(2);
    await until(async () => {
      const { items } = await call("customers.search", {
        store_id: shop.made.store_id,
        filter: {},
        limit: 5,
        sort: { by: "created_at", order: "desc" },
      });
      return items.some(({ total_orders }) => total_orders === 2);
    });
    await until(async () => (await done(merchant(shop, "GET", "/events"))).data.length > 10);
  }

  async function tokenOf({ made }: Shop): Promise<string> {
    const body = { grant_type: "client_credentials", ...app, store_id: made.store_id };
    return (await done(deployment.ask("POST", "/api/apps/v1/oauth/token", { body }))).access_token;
  }

  const appAsks = (token: string) => deployment.ask("GET", "/api/apps/v1/customers", { as: bearer(token) });

  async function untilQuiet(): Promise<void> {
    await until(async () => {
      const { items } = await call("orchestra.listQueues", {});
      return items.every(({ outbox_waiting }) => outbox_waiting === 0);
    });
  }
});
