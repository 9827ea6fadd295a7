import { type Server, startOurs } from "./machines.ts";
import { measure, quantile } from "./measure.ts";
import { chart, factLine, machineFacts, save, table } from "./report.ts";
import type { Options } from "./run.ts";
import { growing } from "./scenarios/index.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { makeShop, migrate, type Shop, secret } from "./shops.ts";

/** The most that a 99th percentile may grow by. */
const goal = 2;
const small = 10_000;
const requests = 300;
const parts = 3;

interface Latency {
  p50: number;
  p99: number;
}

interface Result {
  list: string;
  requests: number;
  large: Latency;
  small: Latency;
  ratio: number;
}

/** Measures every list, and details, of a large store and of a small one, on one server. */
export async function compareSizes(databaseUrl: string, options: Options): Promise<void> {
  await migrate(databaseUrl);
  const { customers = 1_000_000, orders = customers } = options;
  const few = await makeShop(databaseUrl, "few", {
    customers: Math.min(small, customers),
    orders: Math.min(small, orders),
  });
  const many = await makeShop(databaseUrl, "many", { customers, orders });
  await compareShops(databaseUrl, many, few, options);
}

/** The same for stores that are there already. */
export async function compareShops(databaseUrl: string, many: Shop, few: Shop, options: Options): Promise<void> {
  const server = await startOurs(databaseUrl, secret);
  try {
    const results: Result[] = [];
    for (const scenario of growing.filter(({ name }) => name.includes(options.only))) {
      results.push(await compare(server, scenario, [many, few], options));
    }
    report(results, many, few, options);
  } finally {
    await server.stop();
  }
}

// The machine has other load, and the 99th percentile of three hundred requests depends on three of them: a scenario
// that seems to have grown too much is measured again, with three times as many requests.
async function compare(server: Server, scenario: Scenario, shops: [Shop, Shop], options: Options): Promise<Result> {
  for (const shop of shops) await measure(server, scenario, shop, { connections: 1, amount: 50 });
  let result = await sample(server, scenario, shops, options, requests);
  if (result.ratio > goal) result = await sample(server, scenario, shops, options, 3 * requests);
  console.log(lineOf(result).join("  "));
  return result;
}

async function sample(
  server: Server,
  scenario: Scenario,
  shops: [Shop, Shop],
  { connections = 1 }: Options,
  amount: number,
): Promise<Result> {
  const latencies: [number[], number[]] = [[], []];
  // In turn, so that whatever else the machine does falls on both.
  for (let part = 0; part < parts; part++) {
    for (const side of [0, 1] as const) {
      const round = await measure(server, scenario, shops[side], { connections, amount: amount / parts });
      latencies[side].push(...round.latencies);
    }
  }
  const [large, small] = latencies.map(latencyOf) as [Latency, Latency];
  return { list: scenario.name, requests: amount, large, small, ratio: large.p99 / small.p99 };
}

function latencyOf(latencies: number[]): Latency {
  const sorted = latencies.toSorted((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

const header = ["asked", "requests", "many: p50 / p99, ms", "few: p50 / p99, ms", "p99 ratio"];

const lineOf = ({ list, requests, large, small, ratio }: Result) => [
  list,
  requests,
  `${large.p50.toFixed(1)} / ${large.p99.toFixed(1)}`,
  `${small.p50.toFixed(1)} / ${small.p99.toFixed(1)}`,
  ratio.toFixed(2),
];

function report(results: Result[], many: Shop, few: Shop, options: Options): void {
  const name = options.name ?? `sizes-${many.customers}`;
  const facts = machineFacts();
  const title = `99th percentile, ${many.customers} customers and ${many.orders.count} orders / ${few.customers} and ${few.orders.count}`;
  const { customers, orders } = many.seedSeconds;
  const seeded = `Seeding took ${customers} s for the customers and ${orders} s for the orders.`;
  const how = `Requests with varied values, ${options.connections ?? 1} at a time, to either store in turn. ${factLine(facts)}.`;
  const text = `# ${title}\n\n${how} ${seeded} The goal is a ratio of at most ${goal}.\n\n${table(header, results.map(lineOf))}\n\n![${title}](${name}.svg)`;
  const sizes = [many, few].map((shop) => ({ customers: shop.customers, orders: shop.orders.count }));
  save(`${name}.json`, { facts, sizes, seedSeconds: many.seedSeconds, goal, results });
  save(`${name}.md`, text);
  const bars = results.map(({ list, ratio }) => ({ name: list, ratio, goal }));
  save(`${name}.svg`, chart(title, bars, "below"));
  console.log(`\n${text}`);
}
