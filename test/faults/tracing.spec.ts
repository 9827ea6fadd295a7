import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { discoverServices } from "../../cli/cluster/plan.ts";
import { startServers } from "../../cli/servers/index.ts";
import { type Collector, startCollector, type TakenSpan } from "../support/collector.ts";
import { demo } from "../support/load-cluster.ts";
import { embedded, type LoadProcess, makeProcess } from "../support/load-process.ts";
import { until } from "../support/until.ts";

const customers = "/merchant/api/v1/domains/:domain_id/customers";
const server = 2;
const client = 3;
const producer = 4;
const consumer = 5;
const failed = 2;

describe("Traces", function () {
  this.timeout(120_000);
  let folder: string;
  let collector: Collector;
  const processes: LoadProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "seller-orchestra-tracing-"));
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.stop(15_000)));
    await collector.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("tell each request as one trace, from the gateway down to each action", async () => {
    collector = await startCollector();
    const process = await start({ ...embedded(folder), OTEL_SERVICE_NAME: "shop" });
    const email = "traced.person@example.com";
    expect((await ask(process, "POST", "/customers", "made-1", { email, first_name: "Zaphod" })).status).to.equal(201);
    expect((await ask(process, "GET", "/customers?first_name=Zaphod", "listed-1")).status).to.equal(200);
    expect((await ask(process, "POST", "/customers", "again-1", { email })).status).to.equal(409);
    await untilTraced("again-1", `POST ${customers}`);
    await process.stop(15_000);

    const made = traceOf("made-1");
    const [root] = made.filter(({ parent }) => parent === undefined);
    expect(made.filter(({ parent }) => parent === undefined)).to.have.length(1);
    expect(root).to.deep.include({ name: `POST ${customers}`, kind: server, status: 0, service: "shop" });
    expect(root?.attributes).to.include({
      "http.request.method": "POST",
      "http.route": customers,
      "http.response.status_code": 201,
      "request.id": "made-1",
    });
    assertLinked(made);
    expect(made.find(({ name }) => name === "customers.create")?.parent).to.equal(root?.id);
    expect(traceOf("listed-1").map(({ name }) => name)).to.include.members([`GET ${customers}`, "customers.search"]);

    const refused = traceOf("again-1").find(({ name }) => name === "customers.create");
    expect(refused).to.deep.include({ status: 0 });
    expect(refused?.attributes["error.type"]).to.equal("email_exists");

    expect(new Set(collector.paths)).to.deep.equal(new Set(["POST /v1/traces"]));
    expect(JSON.stringify(collector.spans)).to.not.match(/Zaphod|traced\.person|user_faults/);
  });

  it("show a workflow's steps by name, in the order in which they happened", async () => {
    collector = await startCollector();
    const process = await start(embedded(folder));
    const listed = await ask(process, "GET", "/orders?status=processing&limit=1", "found-1");
    const { data } = (await listed.json()) as { data: { id: string }[] };
    const path = `/orders/${data[0]?.id}`;
    const detail = (await (await ask(process, "GET", path, "read-1")).json()) as { items: { id: string }[] };
    const items = [{ id: detail.items[0]?.id, quantity: 1 }];
    expect((await ask(process, "POST", `${path}/fulfillments`, "packed-1", { items })).status).to.equal(201);
    const cancel = { reason: "fraud", refund: true, notify_customer: true };
    expect((await ask(process, "POST", `${path}/cancel`, "cancelled-1", cancel)).status).to.equal(200);
    await untilTraced("cancelled-1", "POST /merchant/api/v1/domains/:domain_id/orders/:order_id/cancel");
    await process.stop(15_000);

    const spans = traceOf("cancelled-1");
    assertLinked(spans, "POST /merchant/api/v1/domains/:domain_id/orders/:order_id/cancel");
    const run = spans.find(({ attributes }) => "workflow.subject" in attributes);
    expect(run?.attributes["workflow.subject"]).to.equal(data[0]?.id);
    const under = spans.filter(({ parent }) => parent === run?.id);
    const steps = under.filter(({ attributes }) => !("db.system.name" in attributes)).map(({ name }) => name);
    expect(steps).to.deep.equal([
      "Get order details",
      "Validate cancellation",
      "Get payment status",
      "Validate refund",
      "Set status: cancelled",
      "Refund",
      "Add items back to inventory",
      "Cancel each fulfillment",
      "Send email/SMS",
      "Record how the money stands",
      "Invalidate order cache",
    ]);
  });

  it("stay one where a request crosses the bus", async () => {
    collector = await startCollector();
    const servers = await startServers({ only: ["nats"], fresh: true });
    try {
      const where = { ...embedded(folder), NATS_URL: servers.natsUrl };
      const others = discoverServices().filter((name) => name !== "api");
      const behind = { SERVICES: others.join(","), OTEL_SERVICE_NAME: "behind" };
      const [core, gateway] = await Promise.all([make({ ...where, ...behind }), make({ ...where, SERVICES: "api" })]);
      core.start();
      gateway.start();
      await gateway.untilReady(60_000);
      expect((await ask(gateway, "POST", "/customers", "far-1", { email: "far@example.com" })).status).to.equal(201);
      await untilTraced("far-1", "customers.create", 2);
      await until(() => handledBy("audit.log").length > 0, 30_000);
      await gateway.stop(15_000);
      await core.stop(15_000);
    } finally {
      await servers.stop();
    }
    const spans = traceOf("far-1");
    assertLinked(spans);
    const [asked] = spans.filter(({ name, kind }) => name === "customers.create" && kind === client);
    const [done] = spans.filter(({ name, kind }) => name === "customers.create" && kind === server);
    expect([asked?.service, done?.service]).to.deep.equal(["seller-orchestra-api", "behind"]);
    expect(done?.parent).to.equal(asked?.id);
    expect(done?.attributes["request.id"]).to.equal("far-1");

    // The event's trace is carried in the row of the outbox, and over the stream.
    const [published] = traceOf("far-1").filter(
      ({ name, kind }) => name === "publish customer.created" && kind === producer,
    );
    const [handled] = handledBy("audit.log");
    expect(handled).to.deep.include({ name: "process customer.created", kind: consumer, trace: done?.trace });
    expect(handled?.parent).to.equal(published?.id);
    const statements = traceOf("far-1").filter(({ attributes }) => "db.system.name" in attributes);
    const under = (id: string | undefined) => statements.filter(({ parent }) => parent === id).map(({ name }) => name);
    expect(under(done?.id)).to.include.members(["INSERT customers", "INSERT customers_outbox", "COMMIT"]);
    expect(JSON.stringify(statements)).to.not.match(/far@example|VALUES|\?/);

    function handledBy(name: string): TakenSpan[] {
      return traceOf("far-1").filter(({ attributes }) => attributes["messaging.consumer.group.name"] === name);
    }
  });

  it("slow neither a request nor the stop when the collector hangs", async () => {
    collector = await startCollector({ hangs: true });
    const process = await start(embedded(folder));
    const first = performance.now();
    for (let count = 0; count < 600; count++) await ask(process, "GET", "/customers?size=1", `slow-${count}`);
    const each = (performance.now() - first) / 600;
    expect(collector.paths.length, "exports that hang").to.be.greaterThan(0);
    expect(each).to.be.below(100);
    const since = performance.now();
    await process.kill("SIGTERM");
    expect(process.ends).to.deep.equal(["ended (code 0)"]);
    // The gateway's second of notice, and at most one for the spans.
    expect(performance.now() - since).to.be.below(6_000);
  });

  it("say that a request failed when it is the system's fault", async () => {
    collector = await startCollector();
    const process = await make({ ...embedded(folder), SERVICES: "api" });
    process.start();
    // Never ready: no other service is there.
    await until(async () => (await fetch(`${process.url}/health/live`).catch(() => undefined))?.ok, 60_000);
    expect((await ask(process, "GET", "/customers", "fault-1")).status).to.equal(503);
    await untilTraced("fault-1", `GET ${customers}`);
    await process.stop(15_000);
    const [root] = traceOf("fault-1");
    expect(root).to.deep.include({ status: failed });
    expect(root?.attributes).to.include({ "http.response.status_code": 503, "error.type": "503" });
  });

  async function make(environment: NodeJS.ProcessEnv): Promise<LoadProcess> {
    const often = { OTEL_BSP_SCHEDULE_DELAY: "200" };
    const made = await makeProcess({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...often, ...environment });
    processes.push(made);
    return made;
  }

  async function start(environment: NodeJS.ProcessEnv): Promise<LoadProcess> {
    const process = await make(environment);
    process.start();
    await process.untilReady(60_000);
    return process;
  }

  // What a process still has to send when it is told to stop has a second for it.
  async function untilTraced(requestId: string, span: string, times = 1): Promise<void> {
    await until(() => traceOf(requestId).filter(({ name }) => name === span).length >= times);
  }

  function traceOf(requestId: string): TakenSpan[] {
    const found = collector.spans.find(({ attributes }) => attributes["request.id"] === requestId);
    return collector.spans.filter(({ trace }) => trace === found?.trace);
  }
});

/** Holds that each span hangs below another of its trace, all but the first. */
function assertLinked(spans: TakenSpan[], root = `POST ${customers}`): void {
  const ids = new Set(spans.map(({ id }) => id));
  const loose = spans.filter(({ parent }) => parent === undefined || !ids.has(parent));
  expect(loose.map(({ name }) => name)).to.deep.equal([root]);
  expect(spans.length).to.be.greaterThan(2);
}

function ask(process: LoadProcess, method: string, path: string, requestId: string, body?: object): Promise<Response> {
  const headers = { ...demo.merchant(), "X-Request-Id": requestId, "Content-Type": "application/json" };
  return fetch(`${process.url}${demo.base}${path}`, { method, headers, body: body && JSON.stringify(body) });
}
