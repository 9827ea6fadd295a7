import { setTimeout as wait } from "node:timers/promises";
import { startServers } from "../../cli/servers/index.ts";
import { unattempted } from "../../services/webhooks/webhooks.rules.ts";
import { inContainer, residentMbOf } from "../machines.ts";
import { factLine, machineFacts, save, table } from "../report.ts";
import type { Options } from "../run.ts";
import { migrate } from "../shops.ts";
import { type Kinds, newEvents, type Received, type Sender, startSender, store_id, untilTrue } from "./sender.ts";

const good = 30;
const bytes = 700;

/**
 * Measures the service `webhooks`: whether endpoints that hang or fail hold up others, its deliveries a second beside a bare
 * loop of undici, and its memory with a backlog. Writes the results to `bench/results`.
 */
export async function measureWebhooks(options: Options): Promise<void> {
  // A million deliveries and their indexes fit into it, as in production.
  const servers = await startServers({ fresh: true, mariadb: { innodb_buffer_pool_size: "2G" } });
  try {
    await migrate(servers.databaseUrl);
    // The young generation that Compose and the chart give to this service.
    const flags = `${inContainer.join(" ")} --max-semi-space-size=8 ${options.profile ? `--cpu-prof --cpu-prof-dir=${options.profile}` : ""}`;
    const sender = await startSender(servers, flags);
    const parts: Record<string, (sender: Sender, options: Options) => Promise<string>> = { rate, others, backlog };
    const texts: string[] = [];
    try {
      for (const [name, measure] of Object.entries(parts)) {
        if (!name.includes(options.only)) continue;
        texts.push(await measure(sender, options));
        console.log(`\n${texts.at(-1)}`);
      }
    } finally {
      await sender.stop();
    }
    const how = `The service in one process over NATS and MariaDB, endpoints in another process of the same machine. ${factLine(machineFacts())}.`;
    save(`${options.name ?? "webhooks"}.md`, `# Deliveries of webhooks\n\n${how}\n\n${texts.join("\n\n")}`);
  } finally {
    await servers.stop();
  }
}

/** From the first event that is published to the last outcome that is written, in turn with the bare loop. */
async function rate(sender: Sender, { rounds, events = 1_000 }: Options): Promise<string> {
  const lines: string[][] = [];
  const ratios: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const ours = await run(sender, { good }, Math.ceil(round === 0 ? events / 4 : events));
    const bare = await sender.bare(good, ours.deliveries, bytes);
    // The first is the warm-up.
    if (round === 0) continue;
    const [a, b] = [ours.deliveries / ours.ms, bare.posts / bare.ms].map((each) => each * 1_000) as [number, number];
    ratios.push(a / b);
    const { service, database } = ours.cpuMs;
    const each = [service / ours.deliveries, database / ours.deliveries, bare.cpuMs / bare.posts];
    const cpu = each.map((ms) => ms.toFixed(3));
    lines.push([String(round), Math.round(a).toString(), Math.round(b).toString(), (a / b).toFixed(2), ...cpu]);
    console.log(lines.at(-1)?.join("  "));
  }
  const middle = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0;
  const header = ["round", "ours, a second", "bare, a second", "ratio", "CPU ms of one: service", "database", "bare"];
  return `## Deliveries a second, beside a bare loop of undici\n\n${events} events to ${good} endpoints. Ratio in the middle: ${middle.toFixed(2)} (goal 0.4).\n\n${table(header, lines)}`;
}

/** The time until the good endpoints have everything, alone and beside ten that hang and ten that fail. */
async function others(sender: Sender, { events = 1_000 }: Options): Promise<string> {
  const alone = await run(sender, { good }, events);
  const beside = await run(sender, { good, fails: 10, hangs: 10 }, events);
  const logged = await sender.count(`SELECT COUNT(*) FROM webhook_deliveries WHERE store_id = ${store_id}`);
  const wanted = events * (good + 20);
  if (logged !== wanted) throw new Error(`${logged} deliveries are in the log, and not ${wanted}.`);
  const line = [alone, beside].map(({ ms, cpuMs, repeated }) => [
    ...[ms, cpuMs.service, cpuMs.database].map((each) => (each / 1_000).toFixed(1)),
    String(repeated),
  ]);
  const header = ["", "s until the good ones have all", "CPU s: service", "database", "came twice"];
  const lines = [
    ["alone", ...(line[0] ?? [])],
    ["beside 10 that hang and 10 that fail", ...(line[1] ?? [])],
  ];
  return `## Beside endpoints that hang and fail\n\n${events.toLocaleString("en")} events to each of ${good + 20} endpoints. Ratio ${(beside.ms / alone.ms).toFixed(2)} (goal 2). All ${wanted.toLocaleString("en")} deliveries are in the log.\n\n${table(header, lines)}`;
}

/** Resident memory while a million deliveries wait, at rest and while they are sent. */
async function backlog(sender: Sender, { deliveries = 1_000_000 }: Options): Promise<string> {
  // What it has held for the other measurements is not of this one.
  await sender.restart();
  await sender.listen({ good: 40 });
  const events = Math.ceil(deliveries / 40);
  const body = JSON.stringify({ data: "x".repeat(bytes - 11) });
  const at = Date.now();
  await sender.db.query("UPDATE webhooks SET status = 'disabled'");
  await sender.db.query(
    `INSERT INTO webhook_events (store_id, sequence, event_id, topic, body, created_at)
     SELECT ${store_id}, 1000000000 + seq, CONCAT('evt_b', seq), 'order.tagged', ?, ${at} FROM seq_1_to_${events}`,
    [body],
  );
  await sender.db.query(
    `INSERT INTO webhook_deliveries (public_id, store_id, webhook_id, sequence, event_id, topic, entity, state, due_at,
       retry_until, created_at, last_error)
     SELECT CONCAT('dlv_b', e.seq, '_', w.id), ${store_id}, w.id, 1000000000 + e.seq, CONCAT('evt_b', e.seq),
       'order.tagged', CONCAT('ord_', e.seq), 'pending', ${at}, ${at + 3 * 24 * 3_600_000}, ${at}, ?
     FROM seq_1_to_${events} e, webhooks w`,
    [unattempted],
  );
  await wait(5_000);
  const rest = residentMbOf(sender.pid());
  await sender.db.query("UPDATE webhooks SET status = 'enabled', due_at = 0");
  const [before, started] = [sender.cpuMs().service, performance.now()];
  let most = 0;
  for (let second = 0; second < 30; second++) {
    await wait(1_000);
    most = Math.max(most, residentMbOf(sender.pid()));
  }
  const [cpu, ms] = [sender.cpuMs().service - before, performance.now() - started];
  const sent = await sender.count(delivered);
  await sender.listen({ good: 1 });
  return `## Memory with ${(events * 40).toLocaleString("en")} deliveries waiting\n\nAt rest ${rest.toFixed(0)} MB, while they are sent ${most.toFixed(0)} MB at most (goal 150). In ${(ms / 1_000).toFixed(0)} s ${sent.toLocaleString("en")} were sent, at ${(cpu / sent).toFixed(3)} ms of processor each.`;
}

/** Publishes events, and waits until the good endpoints have had them and that is in the log. */
async function run(sender: Sender, kinds: Kinds, events: number) {
  await sender.listen(kinds);
  const many = kinds.good ?? 0;
  const deliveries = events * many;
  const [before, started] = [sender.cpuMs(), performance.now()];
  await sender.publish(newEvents(events));
  // The endpoints are asked first: to count rows again and again would be most of the work.
  await untilTrue(async () => goodOf(await sender.received()).reduce((sum, { once }) => sum + once, 0) >= deliveries);
  await untilTrue(async () => (await sender.count(delivered)) >= deliveries);
  const [ms, after] = [performance.now() - started, sender.cpuMs()];
  const cpuMs = { service: after.service - before.service, database: after.database - before.database };
  const received = goodOf(await sender.received());
  const missing = received.filter(({ once }) => once !== events).length + many - received.length;
  if (missing > 0) throw new Error(`${missing} endpoints have not had every event.`);
  return { deliveries, ms, cpuMs, repeated: received.reduce((sum, { all, once }) => sum + all - once, 0) };
}

const delivered = "SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'delivered'";

const goodOf = (received: Received) =>
  Object.entries(received).flatMap(([path, counted]) => (path.startsWith("/good/") ? [counted] : []));
