import { setTimeout as wait } from "node:timers/promises";
import { discoverServices } from "../../cli/cluster/plan.ts";
import type { Query } from "./query.ts";

/** Services that keep events. */
export const producers = discoverServices().filter((name) => !["api", "cache"].includes(name));

/** Waits until no workflow runs, no event is on its way and no message is queued; returns what still is after the time. */
export async function settle(query: Query, ms: number): Promise<string[]> {
  const deadline = Date.now() + ms;
  for (;;) {
    const left = await waiting(query).catch((error) => [String(error)]);
    if (left.length === 0 || Date.now() > deadline) return left;
    await wait(1_000);
  }
}

async function waiting(query: Query): Promise<string[]> {
  const left: string[] = [];
  const look = async (service: string, what: string, from: string) => {
    const [row] = await query.rows<{ n: number }>(service, `SELECT COUNT(*) AS n FROM ${from}`);
    if (Number(row?.n) > 0) left.push(`${service}: ${row?.n} ${what}`);
  };
  await look("orchestra", "workflows run", "workflow_runs WHERE state IN ('running', 'undoing')");
  await look("notifications", "messages are queued", "notifications WHERE state = 'queued'");
  for (const service of producers) await look(service, "events wait", `${service}_outbox WHERE sent_at IS NULL`);
  // A stream that was lost a moment ago is filled again from the outboxes, which say that all is sent.
  return left.length > 0 ? left : notLogged(query);
}

/** Events of outboxes that the event log does not have, by service. */
async function notLogged(query: Query): Promise<string[]> {
  const rows = await query.rows<{ public_id: string }>("audit", "SELECT public_id FROM audit_events");
  const logged = new Set(rows.map(({ public_id }) => public_id));
  const left: string[] = [];
  for (const service of producers) {
    const events = await query.rows<{ fact_id: string }>(service, `SELECT fact_id FROM ${service}_outbox`);
    const missing = events.filter(({ fact_id }) => !logged.has(fact_id));
    if (missing.length > 0) left.push(`${service}: ${missing.length} of ${events.length} events are not logged`);
  }
  return left;
}
