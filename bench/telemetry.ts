import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inContainer, type Server, startOurs } from "./machines.ts";
import { measure, quantile, type Round } from "./measure.ts";
import { factLine, machineFacts, save, table } from "./report.ts";
import type { Options } from "./run.ts";
import { scenarios } from "./scenarios/index.ts";
import { watch } from "./settle.ts";
import { makeShop, migrate, secret } from "./shops.ts";

const amount = 10_000;
const starts = 4;
const warmUp = 4;
const only = "order detail, cached";
const traces = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.01" };

type Pair = [on: Round, off: Round];

/**
 * Measures what logs, metrics and traces cost: two processes get the same requests in turn, one with all of them and one
 * request in a hundred traced, the other with none. Both are started several times: of two processes that do the same, one
 * may take a tenth more than the other for as long as they run.
 */
export async function measureTelemetry(databaseUrl: string, options: Options): Promise<void> {
  const { rounds, connections = 8 } = options;
  const scenario = scenarios.find(({ name }) => name === (options.only || only));
  if (!scenario) throw new Error(`There is no scenario "${options.only}".`);
  await migrate(databaseUrl);
  const shop = await makeShop(databaseUrl, "bench", { customers: 500, orders: options.orders ?? 4_000 });
  const folder = mkdtempSync(join(tmpdir(), "seller-orchestra-telemetry-"));
  const log = openSync(join(folder, "log"), "w");
  const collector = await startCollector();
  const settling = await watch(databaseUrl);
  const pairs: Pair[] = [];
  try {
    const ask = (server: Server) => measure(server, scenario, shop, { connections, amount });
    for (let start = 0; start < starts; start++) {
      const [on, off] = await startBoth(
        databaseUrl,
        { log, collector: collector.url, profile: options.profile },
        start,
      );
      // What the orders brought about elsewhere is done by one of the two.
      await settling.settled();
      for (let round = -warmUp; round < rounds; round++) {
        const pair = await askBoth(ask, on, off, round);
        if (round >= 0) pairs.push(pair);
        console.log(
          pair
            .map(({ cpuMs, requestsPerSecond }) => `${cpuMs.toFixed(4)} ms, ${requestsPerSecond.toFixed(0)}/s`)
            .join("  "),
        );
      }
      await Promise.all([on.stop(), off.stop()]);
    }
  } finally {
    await settling.end();
    collector.stop();
    closeSync(log);
    rmSync(folder, { recursive: true });
  }
  const how = `${starts} starts of both, after each ${rounds} alternating rounds of ${amount} requests, ${connections} at a time, MariaDB, every service in one process; one request in a hundred is traced. ${factLine(machineFacts())}.`;
  const text = `# What logs, metrics and traces cost\n\n${how}\n\n${tableOf(scenario.name, pairs)}`;
  save(`${options.name ?? "telemetry"}.md`, text);
  console.log(`\n${text}`);
}

// Each is as often the one that was started first.
async function startBoth(
  databaseUrl: string,
  { log, collector, profile }: { log: number; collector: string; profile: string | undefined },
  start: number,
): Promise<[on: Server, off: Server]> {
  const flags = [...inContainer, ...(profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [])];
  const settings = { LOG_LEVEL: "info", OTEL_EXPORTER_OTLP_ENDPOINT: collector, ...traces };
  const startOn = () => startOurs(databaseUrl, secret, flags, { settings, log });
  const startOff = () => startOurs(databaseUrl, secret, ["--import", "./bench/telemetry-off.ts", ...flags], { log });
  const first = start % 2 === 0 ? await startOn() : undefined;
  const off = await startOff();
  return [first ?? (await startOn()), off];
}

// Each is as often the first of a round.
async function askBoth(ask: (server: Server) => Promise<Round>, on: Server, off: Server, round: number): Promise<Pair> {
  const first = round % 2 === 0 ? await ask(on) : undefined;
  const without = await ask(off);
  return [first ?? (await ask(on)), without];
}

function tableOf(scenario: string, pairs: Pair[]): string {
  const middle = (of: (pair: Pair) => number) =>
    quantile(
      pairs.map(of).sort((a, b) => a - b),
      0.5,
    );
  const row = (name: string, of: (round: Round) => number, digits: number) => [
    name,
    middle(([on]) => of(on)).toFixed(digits),
    middle(([, off]) => of(off)).toFixed(digits),
    `${(100 * (middle(([on, off]) => of(on) / of(off)) - 1)).toFixed(1)} %`,
  ];
  const rows = [
    row("processor time of a request, ms", ({ cpuMs }) => cpuMs, 4),
    row("requests per second", ({ requestsPerSecond }) => requestsPerSecond, 0),
  ];
  return table([scenario, "with all", "with none", "difference, median of the rounds"], rows);
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
