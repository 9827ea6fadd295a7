import { expect } from "chai";
import { ulid } from "ulid";
import type { AppScope } from "../../../services/contracts.ts";
import { act, ask, type Credential, type Parsed } from "../../support/harness/index.ts";
import { appOf, newCustomer, newOrder, newShop, type Shop } from "../../support/harness/shop.ts";
import { until } from "../../support/until.ts";
import { Receiver, verify } from "../../support/webhooks/receiver.ts";

describe("apps: webhooks", () => {
  const receiver = new Receiver();
  let shop: Shop;
  before(() => receiver.start());
  after(() => receiver.stop());
  beforeEach(async () => {
    receiver.received.length = 0;
    receiver.answer = () => 204;
    shop = await newShop();
  });

  const create = async (body: object = {}, path = "/hook"): Promise<Parsed> => {
    const asked = { url: receiver.url(path), topics: ["customer.*"], ...body };
    const reply = await shop.askApp("POST", "/webhooks", { body: asked });
    expect(reply.status, reply.text).to.equal(201);
    expect(reply.headers.get("location")).to.equal(`/api/apps/v1/webhooks/${reply.body.data.id}`);
    return reply.body.data;
  };
  const deliveries = async (id: string, query = ""): Promise<Parsed[]> =>
    (await shop.askApp("GET", `/webhooks/${id}/deliveries${query}`)).body.data;
  const other = async (scopes: AppScope[]): Promise<Credential> => {
    const { store_id } = shop.store;
    const created = await act("auth.createApp", {
      idempotency_key: ulid(),
      name: "Other",
      store_ids: [store_id],
      scopes,
    });
    return appOf(created.client_id, created.client_secret, store_id);
  };

  it("deliver the events of their topics, signed by Standard Webhooks", async () => {
    const { secret } = await create();
    const customer = await newCustomer(shop, { first_name: "Rahim" });
    await newOrder(shop, customer.id, 10_000);
    const [received] = await until(() => (receiver.of("customer.created").length > 0 ? receiver.received : undefined));
    if (!received) throw new Error("Nothing was received.");
    expect(verify(secret, received)).to.deep.include({ type: "customer.created", store_id: shop.store.store_id });
    expect(received.body.aggregate).to.include({ type: "customer", id: customer.id });
    expect(received.body.data.after).to.include({ first_name: "Rahim" });
    expect(received.headers["webhook-id"]).to.equal(received.body.id);
    expect(received.headers["content-type"]).to.equal("application/json");
    expect(() => verify(secret, { ...received, text: received.text.replace("Rahim", "Karim") })).to.throw();
    expect(receiver.of("order.created")).to.deep.equal([]);
  });

  it("end with the app: a revoked or removed one receives nothing more, and makes none", async () => {
    const { store_id, tenant_id } = shop.store;
    const { id } = await create();
    const write = { idempotency_key: ulid(), client_id: shop.app_id, store_id, tenant_id };
    await act("auth.uninstallApp", write);
    const listed = { store_id, client_id: shop.app_id, limit: 10 };
    await until(async () => (await act("webhooks.list", listed)).items.length === 0);
    await newCustomer(shop);
    const webhook = {
      url: receiver.url("/late"),
      description: null,
      topics: ["*"],
      ordered: false,
      personal_data: true,
    };
    const late = act("webhooks.create", { ...write, webhook });
    expect(await late.catch(({ type }: { type: string }) => type)).to.equal("webhook_not_found");
    expect((await shop.askApp("GET", `/webhooks/${id}`)).status).to.be.oneOf([401, 404]);
    expect(receiver.received).to.deep.equal([]);
  });

  it("show each attempt, and are delivered again after a failure, when the endpoint allows", async () => {
    receiver.answer = () =>
      receiver.received.length > 1 ? 200 : (response) => response.writeHead(503, { "Retry-After": "1" }).end("busy");
    const { id } = await create();
    await newCustomer(shop);
    await until(() => receiver.received.length > 0);
    const failed = await until(async () => (await deliveries(id)).find(({ attempts }) => attempts === 1));
    expect(failed).to.include({ topic: "customer.created", state: "pending", last_status: 503 });
    expect(Date.parse(failed.next_attempt_at)).to.be.greaterThan(Date.now() + 2_000);
    await until(async () => (await deliveries(id, "?state=delivered")).length === 1);
    const { body } = await shop.askApp("GET", `/webhooks/${id}/deliveries/${failed.id}`);
    expect(body.data.log.map(({ status, answer }: Parsed) => [status, answer])).to.deep.equal([
      [503, "busy"],
      [200, ""],
    ]);
    expect(body.data.payload).to.deep.equal(receiver.received[0]?.body);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).to.equal(1);
  }).timeout(30_000);

  it("are left alone while another one hangs", async () => {
    receiver.answer = ({ path }) => (path === "/hangs" ? () => undefined : 204);
    await create({}, "/hangs");
    await create();
    for (let count = 0; count < 5; count++) await newCustomer(shop);
    await until(() => receiver.of("customer.created").length === 5, 5_000);
  });

  it("stop with an answer 410, and continue when the app enables them", async () => {
    receiver.answer = () => 410;
    const { id } = await create();
    await newCustomer(shop);
    const paused = await until(async () => {
      const { body } = await shop.askApp("GET", `/webhooks/${id}`);
      return body.data.status === "paused" ? body.data : undefined;
    });
    expect(paused.pause_reason).to.equal("gone");
    receiver.answer = () => 204;
    const enabled = await shop.askApp("PATCH", `/webhooks/${id}`, { body: { status: "enabled" } });
    expect(enabled.body.data).to.include({ status: "enabled", pause_reason: null });
    await shop.askApp("POST", `/webhooks/${id}/resend`, { body: { from: paused.created_at } });
    await until(async () => (await deliveries(id, "?state=delivered")).length === 1);
  });

  it("receive nothing after they are deleted", async () => {
    const { id } = await create();
    await create({}, "/stays");
    expect((await shop.askApp("DELETE", `/webhooks/${id}`)).status).to.equal(204);
    expect((await shop.askApp("GET", `/webhooks/${id}`)).status).to.equal(404);
    await newCustomer(shop);
    await until(() => receiver.of("customer.created", "/stays").length === 1);
    expect(receiver.of("customer.created")).to.deep.equal([]);
  });

  it("sign by both secrets for a day after a rotation", async () => {
    const { id, secret } = await create();
    const { body } = await shop.askApp("POST", `/webhooks/${id}/rotate-secret`);
    expect(body.data.secret).not.to.equal(secret);
    await shop.askApp("POST", `/webhooks/${id}/test`);
    const [received] = await until(() => (receiver.of("webhook.test").length > 0 ? receiver.received : undefined));
    for (const each of [secret, body.data.secret])
      expect(verify(each, received as never)).to.include({ type: "webhook.test" });
  });

  it("carry no personal data for an app that may not read it", async () => {
    const as = await other(["write:webhooks"]);
    const body = { url: receiver.url(), topics: ["*"] };
    expect((await ask("POST", "/api/apps/v1/webhooks", { as, body })).body.data.personal_data).to.equal(false);
    const customer = await newCustomer(shop, { first_name: "Rahim" });
    const [received] = await until(() => (receiver.of("customer.created").length > 0 ? receiver.received : undefined));
    expect(received?.text).not.to.match(/Rahim|@example\.com/);
    expect(received?.body.data.after).to.include({ first_name: null });
    const { body: feed } = await ask("GET", "/api/apps/v1/events?topics=customer.created", { as });
    expect(feed.data[0].aggregate.id).to.equal(customer.id);
    expect(JSON.stringify(feed)).not.to.include("Rahim");
  });

  it("send nothing of an erased customer, also what waited to be sent again", async () => {
    const { id } = await create({ topics: ["customer.created"] });
    const customer = await newCustomer(shop, { first_name: "Rahim" });
    await until(async () => (await deliveries(id, "?state=delivered")).length === 1);
    expect((await shop.ask("DELETE", `/customers/${customer.id}`)).status).to.be.oneOf([200, 204]);
    const detail = async () =>
      (await shop.askApp("GET", `/webhooks/${id}/deliveries/${(await deliveries(id))[0].id}`)).body.data;
    await until(async () => (await detail()).payload.data.after.first_name === null);
    await shop.askApp("POST", `/webhooks/${id}/deliveries/${(await detail()).id}/resend`);
    const again = await until(() => receiver.of("customer.created")[1]);
    expect(again.text).not.to.include("Rahim");
    const { body } = await shop.askApp("GET", "/events");
    expect(JSON.stringify(body.data)).not.to.include("Rahim");
  });

  it("belong to their app and store", async () => {
    const { id } = await create();
    const as = await other(["read:customers", "write:webhooks"]);
    for (const [method, path] of [
      ["GET", ""],
      ["DELETE", ""],
      ["POST", "/test"],
      ["GET", "/deliveries"],
    ] as const) {
      const reply = await ask(method, `/api/apps/v1/webhooks/${id}${path}`, { as });
      expect([reply.status, reply.body.code], `${method} ${path}`).to.deep.equal([404, "webhook_not_found"]);
    }
    expect((await ask("GET", "/api/apps/v1/webhooks", { as })).body.data).to.deep.equal([]);
    const narrow = await other(["read:customers"]);
    expect((await ask("GET", "/api/apps/v1/webhooks", { as: narrow })).body.code).to.equal("insufficient_scope");
  });

  for (const [url, status, what] of [
    ["not a url", 400, "malformed"],
    ["ftp://app.example.com/x", 422, "of another protocol"],
    ["https://10.0.0.8/hook", 422, "private"],
    ["https://192.168.1.20/hook", 422, "private"],
    ["https://169.254.1.1/hook", 422, "link-local"],
    ["https://[fd00::1]/hook", 422, "unique local"],
    ["https://[::a00:8]/hook", 422, "private, as IPv4 in IPv6"],
    ["https://[::ffff:10.0.0.8]/hook", 422, "private, as a mapped address"],
    ["https://0xa.8/hook", 422, "private, in another form"],
    ["https://168.63.129.16/hook", 422, "of the host of a virtual machine"],
    ["https://printer.local/hook", 422, "of the local network"],
    ["https://app.example.com/hook#part", 422, "with a fragment"],
    ["https://app.example.com:8443/hook", 422, "on another port"],
    ["http://app.example.com/hook", 422, "without TLS"],
    ["https://user:secret@app.example.com/hook", 422, "with a password"],
  ] as const)
    it(`refuse a URL that is ${what}: ${url}`, async () => {
      const reply = await shop.askApp("POST", "/webhooks", { body: { url, topics: ["order.*"] } });
      expect([reply.status, reply.body.details[0].path], reply.text).to.deep.equal([status, "url"]);
    });

  it("refuse a topic that does not exist, with those that do", async () => {
    const body = { url: receiver.url(), topics: ["order.*", "order.teleported"] };
    const reply = await shop.askApp("POST", "/webhooks", { body });
    expect([reply.status, reply.body.details[0].path]).to.deep.equal([400, "topics.1"]);
    expect(reply.body.details[0].message).to.match(/ \[\*, order\.\*, .*refund\.failed, .*webhook\.paused\]$/);
    expect(reply.body.message).to.include("refund.failed");
  });

  it("are twenty for an app in a store at most, also when many are made at the same time", async () => {
    for (let count = 0; count < 15; count++) await create();
    const body = { url: receiver.url(), topics: ["*"] };
    const made = await Promise.all(Array.from({ length: 10 }, () => shop.askApp("POST", "/webhooks", { body })));
    expect(made.filter(({ status }) => status === 201)).to.have.length(5);
    const reply = await shop.askApp("POST", "/webhooks", { body: { url: receiver.url(), topics: ["*"] } });
    expect([reply.status, reply.body.code]).to.deep.equal([422, "too_many_webhooks"]);
  });
});

describe("apps: the event feed", () => {
  let shop: Shop;
  before(async () => {
    shop = await newShop();
    for (let count = 0; count < 5; count++) await newCustomer(shop);
    await until(async () => (await shop.askApp("GET", "/events?topics=customer.created")).body.data.length === 5);
  });

  it("gives every event once, oldest first, behind a cursor", async () => {
    const seen: string[] = [];
    let cursor = "";
    for (let more = true; more; ) {
      const { body } = await shop.askApp("GET", `/events?limit=2&topics=customer.*${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: Parsed) => id));
      [cursor, more] = [body.next_cursor, body.has_more];
    }
    expect(seen).to.have.length(5);
    expect(new Set(seen).size).to.equal(5);
    const { body } = await shop.askApp("GET", `/events?cursor=${cursor}`);
    expect(body.data).to.deep.equal([]);
    await newCustomer(shop);
    const next = await until(async () => (await shop.askApp("GET", `/events?cursor=${cursor}`)).body.data[0]);
    expect(next.type).to.equal("customer.created");
  });

  it("refuses a cursor of another store", async () => {
    const elsewhere = await newShop();
    const { body } = await elsewhere.askApp("GET", "/events");
    const reply = await shop.askApp("GET", `/events?cursor=${body.next_cursor}`);
    expect([reply.status, reply.body.code]).to.deep.equal([400, "invalid_cursor"]);
  });
});
