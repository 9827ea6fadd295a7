import { execFile, spawn } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type { ServiceProcess } from "../../cli/cluster/process.ts";
import { env } from "../../config/env.ts";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { signToken } from "../../services/auth/tokens.ts";
import { startEmbedded } from "../support/embedded.ts";
import { programOf } from "../support/program.ts";

const run = promisify(execFile);

// The checker of metrics and rules is Prometheus' own.
const withPromtool = () => programOf(["promtool"], "prometheus");

describe("metrics", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-metrics-"));
  let server: ServiceProcess;
  before(async () => {
    await withPromtool();
    server = await startEmbedded(folder, "development");
  });
  after(async () => {
    await server?.stop(15_000);
    rmSync(folder, { recursive: true, force: true });
  });

  const scrape = async () => (await fetch(server.metricsUrl)).text();
  const samplesOf = (page: string) => page.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

  it("have no complaint of promtool, and fewer than 600 samples, after a request of every GET route", async () => {
    const headers = {
      Authorization: `Bearer ${signToken("merchant", { sub: "user_1", tenant_id: "ten_demo", domain_ids: ["dom_demo"] }, 600)}`,
    };
    for (const { prefix, endpoints } of surfaces)
      for (const { method, path } of endpoints.filter((endpoint) => endpoint.method === "GET")) {
        const url = server.url + `${prefix}${path}`.replace(":domain_id", "dom_demo").replace(/:\w+/g, "x");
        await (await fetch(url, { method, headers })).arrayBuffer();
      }
    const page = await scrape();
    expect(samplesOf(page).length).to.be.within(100, 599);
    expect(await checked(page)).to.equal("");
  });

  it("name requests, events, outboxes, dead letters and the process", async () => {
    const samples = samplesOf(await scrape()).map((line) => line.split(/[{ ]/)[0]);
    expect(samples).to.include.members([
      "http_server_request_duration_seconds_bucket",
      "action_calls_total",
      "outbox_oldest_seconds",
      "dead_letters",
      "orchestra_started",
      "process_cpu_seconds_total",
      "process_resident_memory_bytes",
      "nodejs_eventloop_delay_p99_seconds",
    ]);
  });

  it("say of an event loop with nothing to do that its timers are on time", async () => {
    const delays: number[] = [];
    // Another process may hold up this machine for a moment.
    for (let tries = 0; tries < 40 && !delays.some((delay) => delay < 0.01); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      const [, delay] = /^nodejs_eventloop_delay_p99_seconds\S* (\S+)/m.exec(await scrape()) ?? [];
      delays.push(Number(delay));
    }
    expect(Math.min(...delays)).to.be.below(0.01);
  });

  it("hold no personal data: routes, not paths", async () => {
    await fetch(`${server.url}/api/apps/v1/customers/zulaikha@example.com`);
    expect(await scrape()).not.to.include("zulaikha");
  });

  it("say in one sentence that their port is taken, and by which variable it is set", async () => {
    const { port } = new URL(server.metricsUrl);
    const other = await startElsewhere({ PORT: "0", METRICS_PORT: port });
    expect(other).to.include(`Port ${port} of 127.0.0.1 is taken. Set METRICS_PORT to another one, or to 0 for any.`);
    expect(other.split("is taken")).to.have.length(2);
    expect(other).not.to.match(/^\s+at /m);
  });

  // The output of a process that cannot start.
  async function startElsewhere(variables: NodeJS.ProcessEnv): Promise<string> {
    const other = mkdtempSync(join(tmpdir(), "seller-orchestra-taken-"));
    const { NATS_URL, DATABASE_URL, REDIS_URL, SERVICES, ...rest } = process.env;
    const environment = { ...rest, NODE_ENV: "test", DATA_DIR: other, HOST: env.HOST, ...variables };
    const child = spawn("npm", ["start"], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (part) => (said += part));
    child.stderr.on("data", (part) => (said += part));
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(other, { recursive: true, force: true });
    return said;
  }
});

async function checked(page: string): Promise<string> {
  const child = spawn("promtool", ["check", "metrics"]);
  let said = "";
  child.stdout.on("data", (part) => (said += part));
  child.stderr.on("data", (part) => (said += part));
  child.stdin.end(page);
  await new Promise((resolve) => child.once("exit", resolve));
  return said;
}

describe("alerts", () => {
  const folder = "ops/prometheus";
  const rules = readFileSync(`${folder}/rules.yml`, "utf8");

  it("are valid rules, and fire as their tests say", async function () {
    this.timeout(60_000);
    await withPromtool();
    await run("promtool", ["check", "rules", "rules.yml"], { cwd: folder });
    await run("promtool", ["test", "rules", "rules.test.yml"], { cwd: folder });
  });

  it("have a runbook and a test each", () => {
    const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);
    const tests = readFileSync(`${folder}/rules.test.yml`, "utf8");
    for (const name of names) expect(tests, name).to.include(`alertname: ${name}`);
    const pages = [...rules.matchAll(/runbook_url: (\S+)/g)].map(([, page = ""]) => page);
    expect(pages).to.have.length(names.length);
    for (const page of pages) expect(existsSync(page), page).to.equal(true);
    expect(globSync("docs/runbooks/*.md").sort()).to.deep.equal([...pages].sort());
  });
});
