import { setTimeout as wait } from "node:timers/promises";
import { discoverServices } from "../../cli/cluster/plan.ts";
import type { Query } from "./query.ts";

/** Services that keep events. */
export const producers = discoverServices().filter((name) => !["api", "cache"].includes(name));

/** Waits until no workflow runs, no event waits and no message is queued; returns what still does after the time. */
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
  return left;
}
