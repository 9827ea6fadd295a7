import { Command, InvalidArgumentError } from "commander";
import { startServers } from "../cli/servers/index.ts";
import { compareBuilds } from "./builds.ts";
import { measureMemory } from "./memory.ts";
import { measureNats } from "./nats/measure.ts";
import { compareSizes } from "./sizes.ts";
import { measureTelemetry } from "./telemetry.ts";
import { compareServers } from "./throughput.ts";
import { measureWebhooks } from "./webhooks/measure.ts";

// `npm run bench`: requests per second against the reference. `npm run bench -- --compare-sizes`: a million customers
// and orders against ten thousand. `--memory`: what the process holds after 125,000 requests. `--nats`: a cancellation over
// NATS against empty calls. `--webhooks`: deliveries of the service `webhooks`. `--telemetry`: what logs, metrics and traces
// cost. The results are in bench/results.
const program = new Command("bench")
  .description("Measure the product: next to a hand-written server, or with many customers next to few.")
  .option("--customers <count>", "customers of the store that is asked (10000, or 1000000 with --compare-sizes)", count)
  .option("--orders <count>", "orders of that store (enough for the rounds, or as many as customers)", count)
  .option("--compare-sizes", "latency of every list with --customers next to 10,000, instead of throughput")
  .option("--nats", "latency of cancelling over NATS, every service apart, instead of throughput")
  .option("--webhooks", "deliveries of webhooks: a second, beside endpoints that hang, memory; not throughput")
  .option("--events <count>", "with --webhooks: how many for each endpoint (1000)", count)
  .option("--deliveries <count>", "with --webhooks: how many wait (1000000)", count)
  .option("--memory", "resident memory over --requests of every kind, instead of throughput")
  .option("--telemetry", "processor time of a request with logs, metrics and traces, and without")
  .option("--requests <count>", "with --memory: how many (125000)", count)
  .option("--against <folder>", "what operations cost the server and the database, next to the build in that folder")
  .option("--rounds <count>", "rounds, of which the median counts", count, 5)
  .option("--seconds <count>", "how long each server is asked in each round", count, 3)
  .option("--connections <count>", "requests at a time (32, or 1 with --compare-sizes and --nats)", count)
  .option("--only <text>", "only scenarios whose name contains this", "")
  .option("--name <name>", "of the files in bench/results (throughput-<customers>, sizes-<customers>, nats)")
  .option("--profile <folder>", "write CPU profiles of the product there, or with --memory a heap snapshot")
  .option("--quick", "a smoke run: few customers, one short round");
program.parse();

/** The options of a run. */
export interface Options {
  customers?: number;
  orders?: number;
  nats?: boolean;
  memory?: boolean;
  webhooks?: boolean;
  events?: number;
  deliveries?: number;
  telemetry?: boolean;
  requests?: number;
  against?: string;
  compareSizes?: boolean;
  rounds: number;
  seconds: number;
  connections?: number;
  only: string;
  name?: string;
  profile?: string;
}

const { quick, ...given } = program.opts<Options & { quick?: boolean }>();
const options: Options = quick
  ? { ...given, customers: 500, rounds: 1, seconds: 1, name: given.name ?? "quick" }
  : given;
if (options.nats) await measureNats(options);
else if (options.webhooks) await measureWebhooks(options);
else if (options.against) await compareBuilds(options.against, options);
else {
  const servers = await startServers({ only: ["mariadb"], fresh: true });
  try {
    await workOf(options)(servers.databaseUrl, options);
  } finally {
    await servers.stop();
  }
}

function workOf({ memory, telemetry, compareSizes: sizes }: Options) {
  if (telemetry) return measureTelemetry;
  return memory ? measureMemory : sizes ? compareSizes : compareServers;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above 0.");
  return Number(text);
}
