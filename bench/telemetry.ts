import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inContainer, type Server, startOurs } from "./machines.ts";
import { measure, quantile } from "./measure.ts";
import { factLine, machineFacts, save, table } from "./report.ts";
import type { Options } from "./run.ts";
import { scenarios } from "./scenarios/index.ts";
import { watch } from "./settle.ts";
import { makeShop, migrate, secret } from "./shops.ts";

const amount = 4_000;
const only = "order detail, cached";

/**
 * Measures what logs, metrics and traces cost: two processes get the same requests in turn, one with all of them and one
 * request in a hundred traced, the other with none. What counts is the processor time of a request.
 */
export async function measureTelemetry(databaseUrl: string, options: Options): Promise<void> {
  const { rounds, connections = 8, profile } = options;
  const scenario = scenarios.find(({ name }) => name === (options.only || only));
  if (!scenario) throw new Error(`There is no scenario "${options.only}".`);
  await migrate(databaseUrl);
  const shop = await makeShop(databaseUrl, "bench", { customers: 500, orders: options.orders ?? 4_000 });
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-telemetry-"));
  const log = openSync(join(folder, "log"), "w");
  const collector = await startCollector();
  const traces = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.01" };
  const settings = { LOG_LEVEL: "info", OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...traces };
  const flags = [...inContainer, ...(profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [])];
  const on = await startOurs(databaseUrl, secret, flags, { settings, log });
  const off = await startOurs(databaseUrl, secret, ["--import", "./bench/telemetry-off.ts", ...flags], { log });
  const settling = await watch(databaseUrl);
  const costs: [on: number, off: number][] = [];
  try {
    const cost = async (server: Server) => (await measure(server, scenario, shop, { connections, amount })).cpuMs;
    // What the orders brought about elsewhere is done by one of the two.
    await settling.settled();
    // The first two rounds warm up; and each process is the first of a round as often as the second.
    for (let round = -2; round < rounds; round++) {
      const first = round % 2 === 0 ? await cost(on) : undefined;
      const without = await cost(off);
      const pair: [number, number] = [first ?? (await cost(on)), without];
      if (round >= 0) costs.push(pair);
      console.log(pair.map((ms) => ms.toFixed(3)).join("  "));
    }
  } finally {
    await Promise.all([on.stop(), off.stop(), settling.end()]);
    collector.stop();
    closeSync(log);
    rmSync(folder, { recursive: true });
  }
  const middle = (values: number[]) =>
    quantile(
      values.sort((a, b) => a - b),
      0.5,
    );
  const [withAll, without] = [middle(costs.map(([on]) => on)), middle(costs.map(([, off]) => off))];
  const percent = 100 * (middle(costs.map(([on, off]) => on / off)) - 1);
  const line = [scenario.name, withAll.toFixed(3), without.toFixed(3), `${percent.toFixed(1)} %`];
  const header = ["scenario", "CPU a request with all, ms", "with none, ms", "more (median of the rounds)"];
  const how = `${rounds} alternating rounds of ${amount} requests, ${connections} at a time, MariaDB, every service in one process; one request in a hundred is traced. ${factLine(machineFacts())}.`;
  const text = `# What logs, metrics and traces cost\n\n${how}\n\n${table(header, [line])}`;
  save(`${options.name ?? "telemetry"}.md`, text);
  console.log(`\n${text}`);
}

// Takes spans and forgets them.
async function startCollector() {
  const server = createServer((request, response) => {
    request.resume().once("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
