import { createConnection } from "mysql2/promise";
import { startCluster } from "../cli/cluster/cluster.ts";
import { discoverServices } from "../cli/cluster/plan.ts";
import { startServers } from "../cli/servers/index.ts";
import { signToken } from "../services/auth/tokens.ts";

// How soon the first rows of the operations lists are there, over HTTP on MariaDB, NATS and Redis, with a million runs, a
// hundred thousand dead letters, a million deliveries and a million events: `node bench/ops-lists.ts`. ROWS=10000 for a look.
const rows = Number(process.env.ROWS ?? 1_000_000);
const turns = 100;
const bound = 300;
const now = Date.now();

// Twenty stores, fifty webhooks, sixteen workflows. One row in some thousand is what an operator looks for.
const tables = [
  `INSERT INTO workflow_runs (public_id, run_key, workflow, store_id, subject, actor, steps, input, request_hash, state,
     lease_owner, lease_until, created_at, updated_at)
   SELECT CONCAT('run_', seq), CONCAT('key_', seq), CONCAT('w', seq % 16), 22 + seq % 20, CONCAT('ord_', seq),
     '{"type":"merchant","id":"user_1"}', '[]', NULL, 'hash', IF(seq % 10000 = 0, 'stuck', 'completed'), '', 0,
     ${now} + seq, ${now} + seq FROM seq_1_to_${rows}`,
  `INSERT INTO customers_dead_letters (consumer, fact_id, name, fact, error, tries, created_at)
   SELECT CONCAT('customers.c', seq % 20), CONCAT('evt_', seq), 'order.created', REPEAT('x', 1000), REPEAT('e', 1000), 8,
     ${now} + seq FROM seq_1_to_${rows / 10}`,
  `INSERT INTO webhooks (public_id, store_id, tenant_id, client_id, url, topics, ordered, personal_data, status, secret,
     due_at, version, created_at, updated_at)
   SELECT CONCAT('whk_', seq), 22 + seq % 20, 'ten_1', 'app_1', 'https://example.com', '["*"]', 0, 0, 'paused', 'secret',
     0, 1, ${now}, ${now} FROM seq_1_to_50`,
  `INSERT INTO webhook_deliveries (public_id, store_id, webhook_id, sequence, event_id, topic, entity, state, due_at,
     retry_until, created_at)
   SELECT CONCAT('dlv_', seq), 22 + seq % 20, seq % 50 + 1, seq, CONCAT('evt_', seq), 'order.created',
     CONCAT('ord_', seq), IF(seq % 5000 = 0, 'failed', 'delivered'), 0, 0, ${now} + seq FROM seq_1_to_${rows}`,
  `INSERT INTO audit_events (public_id, store_id, name, entity_type, entity_id, actor_type, actor_id, occurred_at,
     after_json)
   SELECT CONCAT('evt_', seq), 22 + seq % 20, IF(seq % 100000 = 0, 'operator.acted', 'order.created'), 'order',
     CONCAT('ord_', seq), 'merchant', CONCAT('user_', seq % 100), ${now} + seq, REPEAT('x', 300)
   FROM seq_1_to_${rows}`,
];

const stores = ["store_id=22", "store_id=99"];
const lists = {
  "workflow-runs": [
    ...["", "state=stuck", "state=running", "workflow=w7", "workflow=none", "state=completed&workflow=w7"],
    ...["state=stuck&workflow=none", "state=completed&workflow=none", "subject=ord_777", "key=key_777"],
    `cursor=${rows / 2}`,
  ],
  "dead-letters": [
    ...["", "service=customers", "consumer=customers.c3", "consumer=none", "event_name=none"],
    ...["state=replaying", "state=discarded"],
  ],
  "webhook-deliveries": [
    ...["", "state=failed", "state=pending", ...stores, ...stores.map((store) => `${store}&state=failed`)],
    ...[...stores.map((store) => `${store}&state=delivered`), "store_id=22&webhook_id=whk_20"],
    "store_id=22&webhook_id=whk_20&state=pending",
  ],
  events: [
    ...["", "name=operator.acted", "name=none", "entity_id=ord_777", "actor_id=none", ...stores],
    ...["store_id=22&name=operator.acted", "store_id=22&name=none"],
  ],
  webhooks: ["", "status=disabled"],
  queues: [""],
  replicas: [""],
};

const servers = await startServers({ fresh: true });
const core = discoverServices().filter((name) => name !== "api" && name !== "orchestra");
const env = { NODE_ENV: "development", RATE_LIMIT: "off", LOG_LEVEL: "error", SERVICEDIR: "services" };
const services = ["api", "orchestra", core.join()];
const cluster = await startCluster({ servers, services, env, log: () => undefined, readyTimeout: 150_000 });
try {
  const connection = await createConnection(cluster.databaseUrl);
  for (const table of tables) await connection.query(table);
  for (const name of ["workflow_runs", "customers_dead_letters", "webhook_deliveries", "audit_events"])
    await connection.query(`ANALYZE TABLE ${name}`);
  await connection.end();
  for (const [list, queries] of Object.entries(lists)) for (const query of queries) await measure(list, query);
} finally {
  await cluster.stop();
  await servers.stop();
}

async function measure(list: string, query: string): Promise<void> {
  const token = signToken("ops", { sub: "bench", ops_roles: ["operator"] }, 3_600);
  const url = `${cluster.urls[0]}/ops/v1/${list}?${query}`;
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const began = performance.now();
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    const text = await answer.text();
    if (!answer.ok) return void process.stdout.write(`${list} ${query}: answered with ${answer.status} ${text}\n`);
    times.push(performance.now() - began);
  }
  times.sort((one, other) => one - other);
  const [p50, p95] = [times[turns / 2] ?? 0, times[Math.floor(turns * 0.95)] ?? 0];
  const line = `${list} ${query || "all"}: p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`;
  process.stdout.write(`${line}${p95 > bound ? "  SLOWER THAN IT MAY BE" : ""}\n`);
}
