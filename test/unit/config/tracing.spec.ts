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

  /** What a program says that has imported the module, in a process of its own. */
  async function say(program: string, endpoint: string): Promise<unknown> {
    const script = `import { inSpan, tracing } from "./config/tracing.ts";\n${program}`;
    const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
    return JSON.parse(stdout);
  }

  it("loads nothing and does only the work where no collector is named", async () => {
    const program = `
      const value = await inSpan("step", {}, async () => 7);
      console.log(JSON.stringify({ value, tracing, loaded: ${inCache} }));`;
    expect(await say(program, "")).to.deep.equal({ value: 7, tracing: { name: "Tracing" }, loaded: [] });
  });

  it("puts spans below each other, and says of what fails only what it is", async () => {
    const program = `
      const fails = () => inSpan("Refund", {}, async () => { throw new TypeError("of Ada Lovelace"); });
      const value = await inSpan("Cancel an order", { "workflow.run": "run_1" }, async () => {
        await inSpan("Get order details", { "workflow.step": 1 }, async () => undefined);
        return fails().catch(({ message }) => message);
      });
      await tracing.stopped();
      console.log(JSON.stringify({ value, loaded: ${inCache}.length > 0 }));`;
    expect(await say(program, collector.url)).to.deep.equal({ value: "of Ada Lovelace", loaded: true });
    const [run, read, refund] = ["Cancel an order", "Get order details", "Refund"].map((wanted) =>
      collector.spans.find(({ name }) => name === wanted),
    );
    expect([run?.parent, read?.parent, refund?.parent]).to.deep.equal([undefined, run?.id, run?.id]);
    expect(run?.attributes).to.deep.equal({ "workflow.run": "run_1" });
    expect(refund).to.deep.include({ status: 2, attributes: { "error.type": "TypeError" } });
    expect(JSON.stringify(collector.spans)).to.not.include("Ada");
  });

  it("ends in time where nobody takes the spans", async () => {
    const program = `
      await inSpan("one", {}, async () => undefined);
      const since = Date.now();
      await tracing.stopped();
      console.log(Date.now() - since);
      process.exit();`;
    expect(await say(program, "http://127.0.0.1:9")).to.be.below(3_000);
  });

  it("says once that spans are lost, however many", async () => {
    const refusing = await startCollector({ status: 400 });
    try {
      const program = `
        const said = [];
        tracing.created({ logger: { warn: (_, message) => said.push(message) } });
        for (let count = 0; count < 1_500; count++) await inSpan("one", {}, async () => undefined);
        await tracing.stopped();
        for (let tries = 0; tries < 100 && said.length === 0; tries++) await new Promise((go) => setTimeout(go, 100));
        console.log(JSON.stringify(said));`;
      expect(await say(program, refusing.url)).to.deep.equal(["spans are lost"]);
      expect(refusing.paths.length, "exports that failed").to.be.greaterThan(1);
    } finally {
      await refusing.stop();
    }
  });
});
