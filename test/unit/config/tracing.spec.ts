import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { type Collector, startCollector } from "../../support/collector.ts";

const run = promisify(execFile);
const inCache = `Object.keys((await import("node:module")).createRequire("/").cache).filter((path) => path.includes("opentelemetry"))`;

describe("tracing", () => {
  let collector: Collector;

  before(async () => {
    collector = await startCollector();
  });
  after(() => collector.stop());

  /** Runs a program with the module imported in its own process and returns its output. */
  async function outputOf(program: string, endpoint: string, variables: NodeJS.ProcessEnv = {}): Promise<unknown> {
    const script = `import { inSpan, tracing } from "./config/tracing.ts";\n${program}`;
    const env = { ...process.env, ...variables, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
    return JSON.parse(stdout);
  }

  it("loads no OpenTelemetry and only runs the work without a collector", async () => {
    const program = `
      const value = await inSpan("step", {}, async () => 7);
      console.log(JSON.stringify({ value, tracing, loaded: ${inCache} }));`;
    expect(await outputOf(program, "")).to.deep.equal({ value: 7, tracing: { name: "Tracing" }, loaded: [] });
  });

  it("nests spans and records only the type of an error", async () => {
    const program = `
      const fails = () => inSpan("Refund", {}, async () => { throw new TypeError("of Ada Lovelace"); });
      const value = await inSpan("Cancel an order", { "workflow.run": "run_1" }, async () => {
        await inSpan("Get order details", { "workflow.step": 1 }, async () => undefined);
        return fails().catch(({ message }) => message);
      });
      await tracing.stopped();
      console.log(JSON.stringify({ value, loaded: ${inCache}.length > 0 }));`;
    expect(await outputOf(program, collector.url)).to.deep.equal({ value: "of Ada Lovelace", loaded: true });
    const [run, read, refund] = ["Cancel an order", "Get order details", "Refund"].map((spanName) =>
      collector.spans.find(({ name }) => name === spanName),
    );
    expect([run?.parent, read?.parent, refund?.parent]).to.deep.equal([undefined, run?.id, run?.id]);
    expect(run?.attributes).to.deep.equal({ "workflow.run": "run_1" });
    expect(refund).to.deep.include({ status: 2, attributes: { "error.type": "TypeError" } });
    expect(JSON.stringify(collector.spans)).to.not.include("Ada");
  });

  it("keeps a request that is not sampled out of events and logs, and in headers as one that is not", async () => {
    const program = `
      const { traceParent, traceId } = await import("./config/tracing.ts");
      const { EventEmitter } = await import("node:events");
      const call = tracing.remoteAction(async ({ headers }) => headers.traceparent, { name: "orders.get" });
      const rest = tracing.localAction(async () => {
        const header = await call({ headers: {} });
        return { event: traceParent() ?? null, log: traceId() ?? null, header };
      }, { name: "api.rest" });
      const res = new EventEmitter();
      console.log(JSON.stringify(await rest({ params: { req: { method: "GET" }, res }, requestID: "req_1" })));`;
    const { header, ...others } = (await outputOf(program, collector.url, {
      OTEL_TRACES_SAMPLER: "always_off",
    })) as Record<string, unknown>;
    expect(others).to.deep.equal({ event: null, log: null });
    expect(header).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  for (const sampler of ["always_on", "always_off"])
    it(`enters the scope of each call's request, ${sampler}`, async () => {
      const program = `
        const { logContext } = await import("./config/log-context.ts");
        const said = [];
        const action = (name, next) => tracing.localAction(next, { name });
        const inner = action("cache.get", () => inSpan("step", {}, async () => void said.push(logContext().request_id)));
        const outer = action("orders.get", async (ctx) => {
          for (const requestID of [ctx.requestID, "req_other"]) await inner({ headers: {}, requestID });
          said.push(logContext().request_id);
        });
        await outer({ headers: {}, requestID: "req_1" });
        await tracing.stopped();
        console.log(JSON.stringify(said));`;
      const said = await outputOf(program, collector.url, { OTEL_TRACES_SAMPLER: sampler });
      expect(said).to.deep.equal(["req_1", "req_other", "req_1"]);
      const ids = collector.spans
        .filter(({ name }) => name === "step")
        .map(({ attributes }) => attributes["request.id"]);
      expect(ids).to.deep.equal(["req_1", "req_other"]);
    });

  it("stops in time when the collector is unavailable", async () => {
    const program = `
      await inSpan("one", {}, async () => undefined);
      const since = Date.now();
      await tracing.stopped();
      console.log(Date.now() - since);
      process.exit();`;
    expect(await outputOf(program, "http://127.0.0.1:9")).to.be.below(3_000);
  });

  it("warns about lost spans once", async () => {
    const refusing = await startCollector({ status: 400 });
    try {
      const program = `
        const said = [];
        tracing.created({ logger: { warn: (_, message) => said.push(message) } });
        for (let count = 0; count < 1_500; count++) await inSpan("one", {}, async () => undefined);
        await tracing.stopped();
        for (let tries = 0; tries < 100 && said.length === 0; tries++) await new Promise((go) => setTimeout(go, 100));
        console.log(JSON.stringify(said));`;
      expect(await outputOf(program, refusing.url)).to.deep.equal(["spans are lost"]);
      expect(refusing.paths.length, "exports that failed").to.be.greaterThan(1);
    } finally {
      await refusing.stop();
    }
  });
});
