import { setTimeout as wait } from "node:timers/promises";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { type Cluster, startCluster } from "../../cli/cluster/cluster.ts";
import { startServers } from "../../cli/servers/index.ts";
import { quantile } from "../measure.ts";
import { factLine, machineFacts, save, table } from "../report.ts";
import type { Options } from "../run.ts";
import { cancelling, fulfilling } from "../scenarios/orders.ts";
import type { Asked } from "../scenarios/scenario.ts";
import { type Watch, watch } from "../settle.ts";
import { makeShop, migrate, type Shop, secret } from "../shops.ts";
import { type Empty, startEmpty } from "./empty.ts";

/** The most that a cancellation's 99th percentile may be of that of as many empty calls as it has steps. */
const goal = 12;
const requests = 300;
const warmUp = 30;
// A published event is delivered in less.
const deliveryMs = 100;

/** Cancels orders one after the other through the whole cluster, in turn with as many empty calls as that makes. */
export async function measureNats(options: Options): Promise<void> {
  const servers = await startServers({ fresh: true });
  try {
    await migrate(servers.databaseUrl);
    const shop = await makeShop(servers.databaseUrl, "nats", {
      customers: options.customers ?? 1_000,
      orders: options.orders ?? 1_000,
      fresh: requests + warmUp,
    });
    const environment = {
      NODE_ENV: "production",
      JWT_SECRET: secret,
      RATE_LIMIT: "off",
      LOG_LEVEL: "error",
      NATS_URL: servers.natsUrl,
      REDIS_URL: servers.redisUrl,
      DATABASE_URL: servers.databaseUrl,
    };
    const cluster = await startCluster({ servers, env: environment });
    try {
      await compare(cluster, shop, await startEmpty(environment), options);
    } finally {
      await cluster.stop();
    }
  } finally {
    await servers.stop();
  }
}

async function compare(cluster: Cluster, shop: Shop, empty: Empty, options: Options): Promise<void> {
  const watching = await watch(cluster.databaseUrl);
  try {
    await cancelAll(cluster, shop, empty, { times: warmUp, steps: 1, watching });
    const steps = await stepsOfLastRun(cluster.databaseUrl);
    report(
      steps.length,
      steps,
      await cancelAll(cluster, shop, empty, { times: requests, steps: steps.length, watching }),
      options,
    );
  } finally {
    await Promise.all([watching.end(), empty.stop()]);
  }
}

interface Latencies {
  cancel: number[];
  /** Each is the total of as many sequential empty calls as the cancellation made. */
  empty: number[];
  /** Each one empty call. */
  single: number[];
}

async function cancelAll(
  { urls }: Cluster,
  shop: Shop,
  empty: Empty,
  { times, steps, watching }: { times: number; steps: number; watching: Watch },
): Promise<Latencies> {
  const url = String(urls[0]);
  const latencies: Latencies = { cancel: [], empty: [], single: [] };
  const orders = Array.from({ length: times }, () => shop.orders.fresh.next());
  for (const order of orders) await ask(url, fulfilling(shop, order));
  for (const order of orders) {
    // All events are delivered: only the timed requests are in progress.
    await watching.settled();
    await wait(deliveryMs);
    latencies.cancel.push(await timed(() => ask(url, cancelling(shop, order, true))));
    await watching.settled();
    await wait(deliveryMs);
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      const one = await timed(() => empty.ask());
      latencies.single.push(one);
      sum += one;
    }
    latencies.empty.push(sum);
  }
  return latencies;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

async function ask(url: string, { method, path, headers, body }: Asked): Promise<void> {
  const answer = await fetch(url + path, { method, headers: { ...headers, "accept-encoding": "identity" }, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
}

// The gateway's call of the orchestra and the calls of that, from its journal.
async function stepsOfLastRun(databaseUrl: string): Promise<string[]> {
  const connection = await createConnection({ uri: databaseUrl });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      "SELECT steps FROM workflow_runs WHERE workflow = 'orchestra.cancelOrder' AND state = 'completed' ORDER BY id DESC LIMIT 1",
    );
    const steps = JSON.parse(String(rows[0]?.steps)) as { name: string }[];
    return ["orchestra.cancelOrder", ...steps.map(({ name }) => name).filter((name) => !name.startsWith("new "))];
  } finally {
    await connection.end();
  }
}

function report(steps: number, names: string[], latencies: Latencies, options: Options): void {
  const facts = machineFacts();
  const of = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
  };
  const [cancel, empty, single] = [of(latencies.cancel), of(latencies.empty), of(latencies.single)];
  const ratio = cancel.p99 / empty.p99;
  const line = (name: string, { p50, p99 }: typeof cancel) => [name, p50.toFixed(2), p99.toFixed(2)];
  const rows = [
    line("cancel: refund, restock, one fulfilment, told", cancel),
    line(`${steps} empty calls, one after the other`, empty),
    line("one empty call", single),
  ];
  const title = "Cancelling over NATS, every service in a process of its own";
  const how = `${requests} cancellations, one at a time, in turn with empty calls. ${factLine(facts)}.`;
  const found = `The 99th percentile is ${ratio.toFixed(1)} times that of the empty calls; the goal is less than ${goal}. The calls: ${names.join(", ")}.`;
  const text = `# ${title}\n\n${how}\n\n${table(["what", "p50, ms", "p99, ms"], rows)}\n\n${found}`;
  const name = options.name ?? "nats";
  save(`${name}.json`, { facts, requests, steps: names, goal, ratio, cancel, empty, single });
  save(`${name}.md`, text);
  console.log(`\n${text}`);
}
