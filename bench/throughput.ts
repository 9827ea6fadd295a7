import { assertEqual } from "./equal.ts";
import { type Server, startOurs, startReference } from "./machines.ts";
import { type Load, measure, median, type Round } from "./measure.ts";
import { chart, factLine, machineFacts, save, table } from "./report.ts";
import type { Options } from "./run.ts";
import { scenarios } from "./scenarios/index.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { type Watch, watch } from "./settle.ts";
import { makeShop, migrate, type Shop, secret } from "./shops.ts";

/** An export of more customers than this is no request among many. */
const exportable = 50_000;
// More than either server can use up in a second, of all scenarios that use up any.
const [freshASecond, coldASecond] = [5_000, 4_000];

interface Result {
  scenario: string;
  goal: number | null;
  ours: Round;
  reference: Round;
  ratio: number;
}

interface Bench {
  servers: [Server, Server];
  shop: Shop;
  watch: Watch;
  options: Options;
}

/** Sends the product and the reference the same requests, in turn, and writes the results to `bench/results`. */
export async function compareServers(databaseUrl: string, options: Options): Promise<void> {
  const customers = options.customers ?? 10_000;
  await migrate(databaseUrl);
  const shop = await makeShop(databaseUrl, "bench", amountsFor(customers, options));
  const chosen = scenarios.filter(
    ({ name, kind }) => name.includes(options.only) && (kind !== "export" || customers <= exportable),
  );
  const profile = options.profile ? ["--cpu-prof", `--cpu-prof-dir=${options.profile}`] : [];
  const ours = await startOurs(databaseUrl, secret, profile);
  const reference = await startReference(databaseUrl, secret);
  const bench: Bench = { servers: [ours, reference], shop, watch: await watch(databaseUrl), options };
  try {
    // All comparisons before any timing, because writes change later reads.
    for (const scenario of chosen) await assertEqual(bench.servers, scenario, shop);
    const results: Result[] = [];
    for (const scenario of chosen) results.push(await compare(bench, scenario));
    report(results, options.name ?? `throughput-${customers}`, shop, options);
  } finally {
    await Promise.all([ours.stop(), reference.stop(), bench.watch.end()]);
  }
}

/** How long each scenario warms up: a server that is cold may need longer than a second for 32 orders. */
const warmUpSeconds = 3;

function amountsFor(customers: number, { rounds, seconds, orders }: Options) {
  const spent = warmUpSeconds + rounds * seconds;
  const cold = coldASecond * spent;
  return { customers, orders: orders ?? Math.max(customers, cold + 1_000), fresh: freshASecond * spent, cold };
}

async function compare({ servers, shop, watch, options }: Bench, scenario: Scenario): Promise<Result> {
  const { connections = options.connections ?? 32 } = scenario;
  const isWritten = scenario.kind === "write" || scenario.kind === "change";
  // Pending background work would slow down the other server's round.
  const settle = isWritten ? watch.settled : undefined;
  const asking: Load = { connections, seconds: options.seconds, settle };
  // An export is long: at 32 at a time none would be done in a round.
  const load = scenario.kind === "export" ? { connections: 2, amount: 10 } : asking;
  const rounds: [Round[], Round[]] = [[], []];
  for (const server of servers)
    await measure(server, scenario, shop, scenario.kind === "export" ? load : { ...asking, seconds: warmUpSeconds });
  // In turn, so that whatever else the machine does falls on both.
  for (let round = 0; round < options.rounds; round++) {
    for (const side of [0, 1] as const) rounds[side].push(await measure(servers[side], scenario, shop, load));
  }
  const [ours, reference] = [median(rounds[0]), median(rounds[1])];
  const ratio = ours.requestsPerSecond / reference.requestsPerSecond;
  const result = { scenario: scenario.name, goal: scenario.goal, ours, reference, ratio };
  console.log(lineOf(result).join("  "));
  return result;
}

const header = [
  "scenario",
  "ours, req/s",
  "reference, req/s",
  "ratio",
  "goal",
  "CPU a request: ours / reference, ms",
  "ours p50 / p99, ms",
  "reference p50 / p99, ms",
  "ours worked on, s",
];

const lineOf = ({ scenario, goal, ours, reference, ratio }: Result) => [
  scenario,
  Math.round(ours.requestsPerSecond),
  Math.round(reference.requestsPerSecond),
  ratio.toFixed(2),
  goal === null ? "" : String(goal),
  `${ours.cpuMs.toFixed(2)} / ${reference.cpuMs.toFixed(2)}`,
  `${ours.p50.toFixed(1)} / ${ours.p99.toFixed(1)}`,
  `${reference.p50.toFixed(1)} / ${reference.p99.toFixed(1)}`,
  (ours.settledMs / 1000).toFixed(1),
];

function report(results: Result[], name: string, shop: Shop, { rounds, seconds, connections = 32 }: Options): void {
  const facts = machineFacts();
  const title = `Requests per second, ours / reference, ${shop.customers} customers`;
  const how = `Medians of ${rounds} alternating rounds of ${seconds} s, ${connections} connections, one process each, ${shop.orders.count} orders. ${factLine(facts)}.`;
  const promised =
    "After a round of writes both wait until all that they brought about elsewhere is done; the CPU of that counts.";
  const text = `# ${title}\n\n${how} ${promised}\n\n${table(header, results.map(lineOf))}\n\n![${title}](${name}.svg)`;
  save(`${name}.json`, {
    facts,
    customers: shop.customers,
    orders: shop.orders.count,
    rounds,
    seconds,
    connections,
    results,
  });
  save(`${name}.md`, text);
  const bars = results.map(({ scenario, ratio, goal }) => ({ name: scenario, ratio, goal }));
  save(`${name}.svg`, chart(title, bars, "above"));
  console.log(`\n${text}`);
}
