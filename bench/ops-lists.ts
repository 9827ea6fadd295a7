import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

// How soon the first page of the operations lists is there with a million runs, a hundred thousand dead letters and a
// million deliveries, on SQLite unless DATABASE_URL names an empty MariaDB: `node bench/ops-lists.ts`.
const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-ops-"));
process.env.DATA_DIR = folder;
const { closeServices, withServices } = await import("../cli/commands/runtime.ts");
type Context = Parameters<Parameters<typeof withServices>[1]>[0];

const [runs, letters, deliveries] = [1_000_000, 100_000, 1_000_000];
const atOnce = 500;
const now = Date.now();

await withServices(["orchestra", "customers", "webhooks"], async (context) => {
  await fill(context, "orchestra", "workflow_runs", runs, runOf);
  await fill(context, "customers", "customers_dead_letters", letters, letterOf);
  await fill(context, "webhooks", "webhook_deliveries", deliveries, deliveryOf);
  const { call } = context;
  const page = { limit: 50 };
  await measure("runs", () => call("orchestra.searchRuns", { ...page, filter: {} }));
  await measure("runs that are stuck", () => call("orchestra.searchRuns", { ...page, filter: { state: "stuck" } }));
  await measure("runs of a workflow", () => call("orchestra.searchRuns", { ...page, filter: { workflow: "w7" } }));
  await measure("runs of an order", () => call("orchestra.searchRuns", { ...page, filter: { subject: "ord_77777" } }));
  await measure("dead letters", () => call("customers.deadLetters", { ...page, filter: {} }));
  const consumer = { consumer: "customers.c3" };
  await measure("dead letters of a consumer", () => call("customers.deadLetters", { ...page, filter: consumer }));
  await measure("deliveries", () => call("webhooks.listDeliveries", { ...page, filter: {} }));
  await measure("deliveries that failed", () =>
    call("webhooks.listDeliveries", { ...page, filter: { state: "failed" } }),
  );
});
await closeServices();
await rm(folder, { recursive: true, force: true });

async function fill({ db }: Context, service: string, table: string, count: number, rowOf: (at: number) => object) {
  for (let from = 0; from < count; from += atOnce) {
    const rows = Array.from({ length: atOnce }, (_, each) => rowOf(from + each) as Record<string, string | number>);
    await db(service).insertMany(table, rows);
  }
}

async function measure(what: string, list: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let turn = 0; turn < 100; turn++) {
    const began = performance.now();
    await list();
    times.push(performance.now() - began);
  }
  times.sort((one, other) => one - other);
  process.stdout.write(`${what}: p50 ${times[50]?.toFixed(1)} ms, p95 ${times[95]?.toFixed(1)} ms\n`);
}

function runOf(at: number) {
  const of = {
    public_id: `run_${at}`,
    run_key: `key_${at}`,
    workflow: `w${at % 16}`,
    store_id: 22,
    subject: `ord_${at}`,
  };
  const documents = { actor: '{"type":"merchant","id":"user_1"}', steps: '{"first":[]}', input: "{}" };
  const state = at % 10_000 === 0 ? "stuck" : "completed";
  const held = { request_hash: "hash", state, lease_owner: "", lease_until: 0 };
  return { ...of, ...documents, ...held, created_at: now + at, updated_at: now + at };
}

function letterOf(at: number) {
  const of = { consumer: `customers.c${at % 20}`, fact_id: `evt_${at}`, name: "order.created", fact: "{}" };
  return { ...of, error: "Error: poisoned", tries: 8, created_at: now + at };
}

function deliveryOf(at: number) {
  const of = { public_id: `dlv_${at}`, store_id: 22, webhook_id: at % 50, sequence: at, event_id: `evt_${at}` };
  const state = at % 5_000 === 0 ? "failed" : "delivered";
  return { ...of, topic: "order.created", entity: `ord_${at}`, state, due_at: 0, retry_until: 0, created_at: now + at };
}
