import { meter } from "../config/metrics.ts";
import type { Database } from "./db/database.ts";

// Several scrapes within this time read the tables once.
const freshMs = 5_000;

const oldest = meter.createObservableGauge("outbox_oldest_seconds", {
  unit: "s",
  description: "Age of the oldest event that waits to be published; 0 without one.",
});
const letters = meter.createObservableGauge("dead_letters", { description: "Events that could not be handled." });

/** Publishes the metrics of a service's own tables: outbox and dead letters. Returns the function that ends it. */
export function observeService(db: Database): () => void {
  const of = { service: db.service, ...onShard(db) };
  const read = remembered(() => readTables(db));
  const observe = async (observed: Parameters<Parameters<typeof meter.addBatchObservableCallback>[0]>[0]) => {
    const state = await read();
    if (!state) return;
    observed.observe(oldest, state.oldestSeconds, of);
    observed.observe(letters, state.deadLetters, of);
  };
  meter.addBatchObservableCallback(observe, [oldest, letters]);
  return () => meter.removeBatchObservableCallback(observe, [oldest, letters]);
}

/** The label of what is on another shard than the first. */
export const onShard = ({ shard }: Database): { shard?: string } => (shard === 0 ? {} : { shard: String(shard) });

async function readTables(db: Database) {
  const { service } = db;
  const waiting = `SELECT MIN(created_at) AS oldest FROM ${service}_outbox WHERE sent_at IS NULL`;
  const dead = `SELECT COUNT(*) AS found FROM ${service}_dead_letters WHERE replayed_at IS NULL`;
  const [outbox, letters] = await Promise.all([
    db.row<{ oldest: number | null }>(waiting),
    db.row<{ found: number }>(dead),
  ]);
  const since = outbox?.oldest ?? null;
  return {
    oldestSeconds: since === null ? 0 : Math.max(0, Date.now() - since) / 1_000,
    deadLetters: letters?.found ?? 0,
  };
}

/** The result of a read for a few seconds; undefined where it failed: without an engine there is nothing to say. */
export function remembered<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let at = 0;
  let last: Promise<T | undefined> = Promise.resolve(undefined);
  return () => {
    if (Date.now() - at > freshMs) {
      at = Date.now();
      last = read().catch(() => undefined);
    }
    return last;
  };
}
