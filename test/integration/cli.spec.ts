import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createConnection } from "mysql2/promise";
import { ulid } from "ulid";
import { orchestra, orchestraWith } from "../support/harness/cli.ts";
import { openCounter } from "../support/harness/counter.ts";
import { act, ask, type Parsed, product } from "../support/harness/index.ts";
import { appOf, newCustomer, newOrder, newShop, untilTotals } from "../support/harness/shop.ts";
import { runSql } from "../support/harness/tables.ts";
import { newDeadLetter } from "../support/ops/letters.ts";
import { newStuckRun } from "../support/ops/runs.ts";
import { startRazorpay } from "../support/payments/razorpay-double.ts";
import { until } from "../support/until.ts";

describe("command line", function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-cli-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Standard output of a command that must succeed. */
  async function outputOf(...args: string[]): Promise<string> {
    const { code, out, err } = await orchestra(...args);
    expect(code, err).to.equal(0);
    return out;
  }

  /** The acts of operators on something in a store, the latest first, once there are so many. */
  const actsOn = ({ store_id }: { store_id: number }, entity_id: string, wanted = 1): Promise<Parsed[]> =>
    until(async () => {
      const filter = { store_id, name: "operator.acted", entity_id };
      const { items } = await act("audit.tail", { limit: 10, filter });
      return items.length >= wanted ? items : undefined;
    });

  it("prints a merchant token for the demo store or a named domain", async () => {
    const token = (await outputOf("token", "merchant")).trim();
    const as = { Authorization: `Bearer ${token}` };
    expect((await ask("GET", "/merchant/api/v1/domains/dom_demo/customers", { as })).status).to.equal(200);
    expect((await ask("GET", "/merchant/api/v1/domains/dom_other/customers", { as })).status).to.equal(403);
    const other = { Authorization: `Bearer ${(await outputOf("token", "merchant", "--domain", "dom_other")).trim()}` };
    expect((await ask("GET", "/merchant/api/v1/domains/dom_other/customers", { as: other })).status).to.equal(200);
  });

  it("prints an app token with the requested scopes", async () => {
    const token = (await outputOf("token", "apps", "--store", "23", "--scopes", "read:customers")).trim();
    const as = { Authorization: `Bearer ${token}` };
    const { status, body } = await ask("GET", "/api/apps/v1/customers", { as });
    expect([status, body.data[0].store_id]).to.deep.equal([200, 23]);
    const body2 = { name: "A", phone: "2125550123" };
    expect((await ask("POST", "/api/apps/v1/customers", { as, body: body2 })).body.code).to.equal("insufficient_scope");
  });

  it("prints tokens of customers and staff", async () => {
    const payloadOf = (token: string): Parsed =>
      JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(payloadOf(await outputOf("token", "storefront"))).to.include({ aud: "storefront", store_id: 22 });
    const staff = payloadOf(await outputOf("token", "commerce", "--role", "customer_support"));
    expect(staff).to.deep.include({ aud: "commerce", tenant_id: "ten_demo", roles: ["customer_support"] });
  });

  it("prints commerce tokens with the permissions of their roles", async () => {
    const bearer = async (...options: string[]) => ({
      Authorization: `Bearer ${(await outputOf("token", "commerce", ...options)).trim()}`,
    });
    const [admin, customer] = [await bearer(), await bearer("--role", "customer")];
    const list = await ask("GET", "/api/v1/customers?limit=1", { as: admin });
    expect([list.status, list.body.data.length]).to.deep.equal([200, 1]);
    expect((await ask("GET", "/api/v1/customers", { as: customer })).body.code).to.equal("forbidden");
    const orders = await ask("GET", "/api/v1/customers/orders", { as: customer });
    expect(orders.body.pagination.total).to.be.above(0);
  });

  it("creates a store and an app that the running product accepts at once", async () => {
    const tenant = `ten_${ulid()}`;
    const options = ["--name", "Corner Shop", "--tenant", tenant, "--currency", "BDT", "--country", "BD"];
    const store = JSON.parse(await outputOf("store", "create", ...options));
    expect(store).to.include({ name: "Corner Shop", tenant_id: tenant, currency: "BDT", country: "BD" });
    expect(store.created_at).to.equal(new Date(store.created_at).toISOString());
    const scopes = ["--scopes", "read:customers write:customers"];
    const app = JSON.parse(
      await outputOf("app", "create", "--name", "Sync", "--store", String(store.store_id), ...scopes),
    );
    expect(app).to.have.all.keys("client_id", "client_secret");
    const note = ["--note", "They moved.", "--as=amina"];
    await outputOf("app", "update", app.client_id, "--networks", "any", ...note);
    const as = appOf(app.client_id, app.client_secret, store.store_id);
    const created = await ask("POST", "/api/apps/v1/customers", { as, body: { name: "First", phone: "01712345678" } });
    expect(created.status).to.equal(201);
    const token = (await outputOf("token", "merchant", "--domain", store.domain_id, "--tenant", tenant)).trim();
    const merchant = { Authorization: `Bearer ${token}` };
    const { body } = await ask("GET", `/merchant/api/v1/domains/${store.domain_id}/customers`, { as: merchant });
    expect(body.data.map(({ first_name }: Parsed) => first_name)).to.deep.equal(["First"]);
    const acts = await actsOn(store, app.client_id, 2);
    expect(acts.map(({ after }) => [after.act, after.note])).to.deep.equal([
      ["set_networks", "They moved."],
      ["create", "On the command line."],
    ]);
    expect(acts[0]?.actor_id).to.equal("cli:amina");
  });

  it("finds stores with other decimals than ISO 4217, and mends those without amounts", async () => {
    const [empty, priced] = [
      await newShop({ country: "HU", currency: "HUF" }),
      await newShop({ country: "HU", currency: "HUF" }),
    ];
    for (const { store_id } of [empty.store, priced.store])
      await act("stores.setCurrencyDecimals", { idempotency_key: ulid(), store_id, currency_decimals: 0 });
    await priced.ask("POST", "/products", { body: { sku: "A", name: "A", price: 100 } });
    const check = async (...options: string[]) => {
      const { code, out, err } = await orchestra("store", "check-currencies", ...options);
      const found: Parsed[] = JSON.parse(out || err).found;
      return [code, ...[empty, priced].map(({ store }) => found.find((each) => each.store_id === store.store_id))];
    };
    const odd = { currency: "HUF", currency_decimals: 0, iso_decimals: 2 };
    const [code, one, other] = await check();
    expect(code).to.equal(1);
    expect(one).to.deep.include({ ...odd, state: "has no amounts yet", wrong_at_stripe: null });
    expect(other).to.deep.include({ ...odd, state: "keeps its decimals" });
    expect(other.amounts).to.deep.include({ products: 1, orders: 0 });
    expect((await check("--mend"))[1]).to.include({ state: "mended" });
    const [after, gone, kept] = await check();
    expect([after, gone, kept.state]).to.deep.equal([0, undefined, "keeps its decimals"]);
    const store = await act("stores.get", { store_id: empty.store.store_id });
    expect(store.currency_decimals).to.equal(2);
  });

  it("imports customers once and reports the rows that failed", async () => {
    const shop = await newShop();
    const file = join(folder, "customers.csv");
    const rows = [
      "email,phone,first_name",
      "a@example.com,01712345678,Ä",
      'b@example.com,,"B, C"',
      "nonsense,,D",
      "A@example.com,,E",
    ];
    await writeFile(file, `\ufeff${rows.join("\r\n")}\r\n`);
    const run = async () => {
      const { code, out, err } = await orchestra("import", "customers", file, "--store", String(shop.store.store_id));
      // Scripts are not to take an import with refused rows for a whole one.
      expect(code, err).to.equal(1);
      return JSON.parse(out);
    };
    const first = await run();
    expect(first).to.include({ created: 2, skipped: 0 });
    expect(first.failed.map(({ line, code }: Parsed) => [line, code])).to.deep.equal([
      [4, "validation_error"],
      [5, "email_exists"],
    ]);
    expect(await run()).to.include({ created: 0, skipped: 2 });
    const { body } = await shop.ask("GET", "/customers?sort=email&order=asc");
    expect(body.data.map(({ first_name }: Parsed) => first_name)).to.deep.equal(["Ä", "B, C"]);
  });

  it("rebuilds the order totals of a store's customers", async () => {
    const shop = await newShop();
    const { id } = await newCustomer(shop);
    await newOrder(shop, id, 700);
    await untilTotals(shop, id, 1, 7);
    const result = JSON.parse(await outputOf("customers", "rebuild-totals", "--store", String(shop.store.store_id)));
    expect(result).to.include({ repaired: 0 });
    await untilTotals(shop, id, 1, 7);
  });

  it("reconciles payments with their providers: mends what is certain, and tells the rest once", async () => {
    const double = await startRazorpay();
    const counter = await openCounter();
    const { store_id } = counter.shop.store;
    const from = new Date().toISOString();
    const place = async (payment_method_id: string) => {
      const { body } = await counter.order({ payment_method_id, return_url: "https://shop.test/back" });
      return body as Parsed;
    };
    // As of a product that takes cards at Razorpay: this one takes them at the sandbox.
    const move = async ({ id: order_id, payment }: Parsed, reference: string) => {
      const sql =
        "UPDATE payments SET provider = 'razorpay', provider_reference = ? WHERE store_id = ? AND public_id = ?";
      await runSql("payments", sql, [reference, store_id, payment.id]);
      const { payments } = await act("payments.ofOrder", { store_id, order_id });
      return Number(payments[0]?.amount);
    };
    const [unheard, lost, strange] = [
      await place("pm_card_3ds"),
      await place("pm_card_3ds"),
      await place("pm_card_visa"),
    ];
    const order = { id: "order_unheard", entity: "order" as const, currency: "USD", capture: "automatic" };
    const notes = { store_id: String(store_id), payment_id: unheard.payment.id };
    const amount = await move(unheard, order.id);
    double.orders.push({ ...order, amount, receipt: unheard.payment.id, notes, created_at: 1 });
    double.pay(order.id);
    await move(strange, "order_of_nobody");
    const message = { store_id, payment_id: lost.payment.id, outcome: "succeeded", lost: true };
    const hook = { body: JSON.stringify(message), headers: {} };
    await act("payments.receiveHook", { provider: "sandbox", hook });

    const { url: RAZORPAY_API_URL, keyId: RAZORPAY_KEY_ID, secret: RAZORPAY_KEY_SECRET } = double;
    const settings = { RAZORPAY_API_URL, RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET };
    const reconcile = () => orchestraWith(settings, "payments", "reconcile", "--from", from);
    const first = await reconcile();
    expect(first.code, first.err).to.equal(1);
    const report = JSON.parse(first.out);
    expect(report.from).to.equal(from);
    expect(report.mended).to.include.members([unheard.payment.id, lost.payment.id]);
    const captured = Math.round(strange.payment.amount * 100);
    const difference = `Captured is ${captured} here and 0 at the provider.`;
    const differing = { store_id, payment_id: strange.payment.id, provider_reference: null, difference };
    const ofShop = ({ differences }: Parsed) => differences.filter((each: Parsed) => each.store_id === store_id);
    expect([ofShop(report), report.unanswered]).to.deep.equal([[differing], []]);
    const statusOf = async ({ id }: Parsed) => (await counter.shop.ask("GET", `/orders/${id}`)).body.status;
    for (const each of [unheard, lost]) await until(async () => (await statusOf(each)) === "confirmed", 30_000);
    const second = JSON.parse((await reconcile()).out);
    expect(ofShop(second)).to.deep.equal([differing]);
    expect(second.mended).to.not.include.members([unheard.payment.id, lost.payment.id]);
    expect([report.next, second.next === undefined]).to.deep.equal([
      "Their orders follow within seconds, by the servers that are running: ask the order, and not this list, whether it is paid or confirmed.",
      second.mended.length === 0,
    ]);
    const told = async () => (await counter.shop.askApp("GET", "/events?topics=payment.mismatch")).body.data;
    await until(async () => (await told()).length > 0);
    expect((await told()).map(({ data }: Parsed) => data.difference)).to.deep.equal([difference]);
    double.behaviour.away = true;
    const away = JSON.parse((await reconcile()).out);
    expect(away.unanswered).to.include.members(["razorpay", unheard.payment.id, strange.payment.id]);
    await double.stop();
  });

  it("lists no dead letters and replays none when nothing failed", async () => {
    expect(JSON.parse(await outputOf("dead-letters", "list"))).to.deep.equal([]);
    expect(JSON.parse(await outputOf("dead-letters", "replay", "--all"))).to.deep.equal({ asked: 0 });
  });

  it("lists and shows workflow runs and refuses to resume a completed one", async () => {
    const shop = await newShop();
    const { id } = await newCustomer(shop);
    expect((await shop.ask("DELETE", `/customers/${id}`)).status).to.be.oneOf([200, 204]);
    const runs: Parsed[] = JSON.parse(await outputOf("workflows", "list", "--limit", "1000"));
    const mine = runs.find(({ store_id, subject }) => store_id === shop.store.store_id && subject === id);
    expect(mine).to.include({ workflow: "orchestra.deleteCustomer", state: "completed", error: null });
    const shown = JSON.parse(await outputOf("workflows", "show", mine?.id));
    expect(shown).to.deep.include({ ...mine, input: null });
    expect(shown.steps.map(({ action, state }: Parsed) => [action, state])).to.deep.equal([
      ["customers.erase", "done"],
    ]);
    const stuck: Parsed[] = JSON.parse(await outputOf("workflows", "list", "--state", "stuck"));
    expect(stuck.filter(({ store_id }) => store_id === shop.store.store_id)).to.deep.equal([]);
    const { code, out, err } = await orchestra("workflows", "resume", mine?.id);
    expect([code, out]).to.deep.equal([1, ""]);
    expect(err).to.match(/not stuck any more.* state: completed\.$/m);
  });

  it("resumes a stuck run as the console does, with the operator's name in the event log", async () => {
    const { store } = await newShop();
    const id = await newStuckRun(store);
    const resumed = await outputOf("workflows", "resume", id, "--note", "The provider is back.", "--as=amina");
    expect(JSON.parse(resumed)).to.deep.equal({ id, act: "resume", state: "running" });
    const [logged] = await actsOn(store, id);
    expect([logged?.actor_type, logged?.actor_id]).to.deep.equal(["staff", "cli:amina"]);
    expect(logged?.after).to.include({ act: "resume", note: "The provider is back." });
    const events: Parsed[] = JSON.parse(
      await outputOf("events", "list", "--entity", id, "--store", String(store.store_id)),
    );
    expect(events.map(({ name, actor_id }) => [name, actor_id])).to.deep.equal([["operator.acted", "cli:amina"]]);
  });

  it("replays dead letters one by one and all that wait, each an act in the event log", async () => {
    const { store } = await newShop();
    const made = [];
    for (const consumer of ["one", "two", "one"])
      made.push((await newDeadLetter(store, { service: "loyalty", consumer: `gone-${consumer}` })).event_id);
    const of = ["--service", "loyalty"];
    const listed: Parsed[] = JSON.parse(await outputOf("dead-letters", "list", ...of));
    const ids = made.map((event_id) => listed.find((letter) => letter.event_id === event_id)?.id as string);
    const two: Parsed[] = JSON.parse(
      await outputOf("dead-letters", "list", ...of, "--consumer", "loyalty.gone-two", "--limit", "1"),
    );
    expect(two.map(({ id, state }) => [id, state])).to.deep.equal([[ids[1], "waiting"]]);
    expect(JSON.parse(await outputOf("dead-letters", "replay", ids[0] ?? "", "--as=amina"))).to.deep.equal({
      asked: 1,
    });
    expect((await actsOn(store, ids[0] ?? ""))[0]).to.include({ actor_id: "cli:amina" });
    const all = JSON.parse(await outputOf("dead-letters", "replay", "--all", ...of, "--note", "Mended."));
    // The one before waits again, or its consumer, which is nobody, has yet to fail.
    expect(all.asked).to.be.within(2, 3);
    for (const id of ids.slice(1)) expect((await actsOn(store, id))[0]?.after).to.include({ note: "Mended." });
    for (const id of ids)
      await until(async () => (await orchestra("dead-letters", "discard", id, "--note", "Done.")).code === 0, 30_000);
  });

  it("pauses a webhook, enables it again, and lists what is delivered", async () => {
    const shop = await newShop();
    const store = ["--store", String(shop.store.store_id)];
    const body = { url: "https://app.example.com/hooks", topics: ["order.*"] };
    const { id } = (await shop.askApp("POST", "/webhooks", { body })).body.data;
    const paused = JSON.parse(await outputOf("webhooks", "pause", id, ...store, "--note", "It fails.", "--as=amina"));
    expect(paused).to.include({ id, status: "paused", pause_reason: "operator" });
    const listed: Parsed[] = JSON.parse(await outputOf("webhooks", "list", ...store, "--status", "paused"));
    expect(listed.map(({ id, store_id }) => [id, store_id])).to.deep.equal([[id, shop.store.store_id]]);
    const enabled = JSON.parse(await outputOf("webhooks", "resume", id, ...store, "--note", "Mended."));
    expect(enabled).to.include({ status: "enabled", pause_reason: null });
    const acts = await actsOn(shop.store, id, 2);
    expect(acts.map(({ after }) => after.act)).to.deep.equal(["enable", "pause"]);
    expect(JSON.parse(await outputOf("webhooks", "deliveries", ...store, "--webhook", id))).to.deep.equal([]);
    const range = ["--from", "2026-01-01", "--until", "2036-01-01T00:00:00Z"];
    for (const more of [range, [...range, "--only-failed", "--note", "It is back."]])
      expect(JSON.parse(await outputOf("webhooks", "resend", id, ...store, ...more))).to.deep.equal({ deliveries: 0 });
    const [resent] = await actsOn(shop.store, id, 4);
    expect(resent?.after).to.include({ act: "resend", note: "It is back.", only_failed: true });
    const { code, err } = await orchestra("webhooks", "resend", "dlv_none", ...store);
    expect([code, err]).to.deep.equal([1, "Error: The webhook has no such delivery.\n"]);
  });

  it("shows processes, queues and the slowest routes, as a gateway knows them", async () => {
    const at = ["--url", product().url];
    const replicas: Parsed[] = JSON.parse(await outputOf("processes", ...at));
    expect(replicas.flatMap(({ services }) => services.map(({ name }: Parsed) => name))).to.include.members([
      "api",
      "orders",
    ]);
    const [orders]: Parsed[] = JSON.parse(await outputOf("queues", "--service", "orders", ...at));
    expect(orders).to.include.keys("outbox_waiting", "dead_letters", "consumers", "jobs");
    const consumers: Parsed[] = JSON.parse(await outputOf("queues", "--consumers", "--service", "customers", ...at));
    if (product().profile === "distributed") expect(consumers[0]).to.include.keys("name", "waiting", "in_progress");
    const routes: Parsed[] = JSON.parse(await outputOf("routes", "--limit", "2", ...at));
    expect(routes.map(({ p95_ms }) => typeof p95_ms)).to.deep.equal(["number", "number"]);
  });

  describe("doctor", () => {
    const diagnose = async (variables: NodeJS.ProcessEnv = {}) => {
      const { code, out, err } = await orchestraWith(variables, "doctor");
      // What the machine of a test has left on its disk is not the product's.
      const findings: Parsed[] = JSON.parse(out || err).filter(({ what }: Parsed) => what !== "disk");
      const wrong = findings.filter(({ state }) => state === "wrong").map(({ what }) => what);
      return { code, findings, wrong, names: findings.map(({ what }) => what) };
    };

    it("finds nothing wrong with the engines of the product", async () => {
      const { wrong, names, findings } = await diagnose();
      expect(wrong, JSON.stringify(findings)).to.deep.equal([]);
      const always = ["environment", "node"];
      if (product().profile === "embedded") return expect(names).to.deep.equal([...always, "sqlite", "nats", "redis"]);
      const database = ["database", "charset", "max_allowed_packet", "innodb_lock_wait_timeout"];
      const nats = ["nats", "jetstream", "max_payload", "stream of events", "sync_interval"];
      const redis = ["redis", "maxmemory_policy", "clock of redis"];
      expect(names).to.deep.equal([...always, ...database, "clock of the database", ...nats, ...redis]);
      const clocks = findings.filter(({ what }) => what.startsWith("clock"));
      expect(clocks.map(({ state }) => state)).to.deep.equal(["ok", "ok"]);
    });

    it("says what is wrong: an engine that is away, and a setting that is too small", async () => {
      const nowhere = { NATS_URL: "nats://127.0.0.1:1", REDIS_URL: "redis://127.0.0.1:1" };
      const away = await diagnose({ ...nowhere, DATABASE_URL: "mysql://nobody@127.0.0.1:1/nothing" });
      expect([away.code, away.wrong]).to.deep.equal([1, ["database", "nats", "redis"]]);
      for (const { what, state, found } of away.findings)
        if (state === "wrong") expect(found, what).to.equal("does not answer: nothing listens there");
      if (product().profile === "embedded") return;
      const connection = await createConnection(product().environment.DATABASE_URL as string);
      const [[before]] = (await connection.query("SELECT @@GLOBAL.max_allowed_packet AS bytes")) as Parsed;
      try {
        // Too small for the doctor, and large enough for connections that others open meanwhile.
        await connection.query("SET GLOBAL max_allowed_packet = ?", [8 * 1024 ** 2]);
        const { code, wrong, findings } = await diagnose({ REDIS_URL: nowhere.REDIS_URL });
        expect([code, wrong]).to.deep.equal([1, ["max_allowed_packet", "redis"]]);
        expect(findings.find(({ what }) => what === "max_allowed_packet")).to.include({
          found: "8 MiB",
          wanted: "16 MiB or more",
        });
      } finally {
        await connection.query("SET GLOBAL max_allowed_packet = ?", [before.bytes]);
        await connection.end();
      }
    });
  });

  it("prints errors on standard error only", async () => {
    const wrong = [
      ["nonsense"],
      ["token", "nobody"],
      ["store", "create"],
      ["import", "customers", "/no/such.csv", "--store", "22"],
    ];
    wrong.push(
      ["app", "create", "--name", "A", "--store", "999999", "--scopes", "read:customers"],
      ["token", "apps", "--scopes", "x"],
      ["workflows", "list", "--state", "lost"],
      ["payments", "reconcile", "--from", "yesterday"],
      ["payments", "reconcile", "--from", "2026-01-02", "--to", "2026-01-01"],
      ["workflows", "show", "run_none"],
    );
    for (const args of wrong) {
      const { code, out, err } = await orchestra(...args);
      expect(code, args.join(" ")).to.be.above(0);
      expect(out, args.join(" ")).to.equal("");
      expect(err, args.join(" "))
        .to.match(/error/i)
        .and.not.match(/at .+\.ts:\d+/);
    }
  });
});
