import { setTimeout as wait } from "node:timers/promises";
import { marks, relayOf } from "@seller-orchestra/durable";
import type { ConsumerInfo, StreamInfo } from "nats";
import { eventRetentionMs, eventStream, eventSubject, natsConnection, outboxRetentionMs } from "../../config/nats.ts";
import type { Logger } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { poller, type Worker } from "../jobs/poller.ts";
import { streamInfo } from "./jetstream-setup.ts";

const everyMs = 5_000;
// Where the oldest message is nearly as old as any may be, nothing but age has removed messages.
const agingMs = 3600 * 1000;
// New events come after these in the relay's order, so they wait for no more than this many.
const rowsAtOnce = 100;
const backlogCheckMs = 20;

/** What a process has seen of the stream. */
interface Seen {
  created: string;
  last: number;
}

/**
 * The worker that compares a service's outbox with the stream, and has published again what the stream should hold and
 * does not: it was lost with its server, deleted or purged, or removed by age before a consumer came back.
 */
export function refill(db: Database, logger: Pick<Logger, "warn">): Worker {
  let seen: Seen | undefined;
  let lost: Range | undefined;
  const warned = new Map<string, number>();

  async function run(signal: AbortSignal): Promise<boolean> {
    const stream = await streamInfo();
    const { state, created } = stream;
    const isOther = seen !== undefined && (created !== seen.created || state.first_seq > seen.last + 1);
    // Kept until it is done: after a failure it goes on, and does not publish again what it has published.
    if (isOther || seen === undefined) lost = lostFrom(stream, isOther);
    seen = { created, last: state.last_seq };
    const events = lost ? await requeue(db, lost, signal) : 0;
    lost = undefined;
    if (events > 0) logger.warn({ events }, "the stream lost events; they are published again from the outbox");
    for (const consumer of await consumersOf()) await serve(consumer, stream, signal);
    return false;
  }

  // A consumer that was away for longer than the stream keeps events gets them from the outbox.
  async function serve(consumer: ConsumerInfo, stream: StreamInfo, signal: AbortSignal): Promise<void> {
    const missed = missedBy(consumer, stream);
    if (missed) {
      const events = await requeue(db, missed, signal);
      if (events > 0)
        logger.warn({ consumer: consumer.name, events }, "a consumer missed events; they are published again");
    }
    const age = Date.now() - activeAt(consumer);
    const isLate = consumer.num_pending > 0 && age > eventRetentionMs / 2;
    if (!isLate || (warned.get(consumer.name) ?? 0) > Date.now() - agingMs) return;
    warned.set(consumer.name, Date.now());
    const days = Math.floor(age / (24 * 3600 * 1000));
    logger.warn({ consumer: consumer.name, days, waiting: consumer.num_pending }, "a consumer takes no events");
  }

  return { name: `${db.service}.refill`, everyMs, run };
}

/** Sent events of a time, in epoch milliseconds, and of names that match a pattern of SQL. */
interface Range {
  after: number;
  before: number;
  like: string;
  /** The id up to which they are published again. */
  done: number;
  /** The last id there was at the beginning. */
  last?: number;
}

// What was sent before the oldest message and is younger than the stream's retention should be in the stream.
function lostFrom({ state }: StreamInfo, isOther: boolean): Range {
  const now = Date.now();
  const oldest = state.messages > 0 ? Date.parse(state.first_ts) : now;
  const after = now - eventRetentionMs + agingMs;
  return { after, before: isOther ? Number.MAX_SAFE_INTEGER : oldest, like: "%", done: 0 };
}

function missedBy(consumer: ConsumerInfo, { state }: StreamInfo): Range | undefined {
  const { delivered, num_waiting, config } = consumer;
  const isBack = num_waiting > 0 && delivered.consumer_seq > 0;
  if (!isBack || delivered.stream_seq + 1 >= state.first_seq || state.messages === 0) return undefined;
  const pattern = String(config.filter_subject).slice(eventSubject("").length);
  const after = Math.max(activeAt(consumer) + 60_000, Date.now() - outboxRetentionMs + agingMs);
  return { after, before: Date.parse(state.first_ts), like: pattern.replace(/[*>]$/, "%"), done: 0 };
}

// The server writes a time where the client's types say nanoseconds.
const activeAt = ({ delivered, created }: ConsumerInfo): number => Date.parse(String(delivered.last_active ?? created));

async function consumersOf(): Promise<ConsumerInfo[]> {
  const manager = await (await natsConnection()).jetstreamManager();
  return manager.consumers.list(eventStream).next();
}

// A batch at a time, each when the relay has room. By id, since those that are sent again may be in the range again.
async function requeue(db: Database, range: Range, signal: AbortSignal): Promise<number> {
  const { after, before, like } = range;
  if (before <= after) return 0;
  const table = `${db.service}_outbox`;
  range.last ??= (await db.row<{ last: number }>(`SELECT COALESCE(MAX(id), 0) AS last FROM ${table}`))?.last ?? 0;
  const lost = `SELECT id FROM ${table} WHERE id > ? AND id <= ? AND sent_at > ? AND sent_at < ? AND name LIKE ?
    ORDER BY id LIMIT ${rowsAtOnce}`;
  const unsent = `SELECT id FROM ${table} WHERE sent_at IS NULL LIMIT ${rowsAtOnce}`;
  let all = 0;
  while (!signal.aborted) {
    const rows = await db.rows<{ id: number }>(lost, [range.done, range.last, after, before, like]);
    if (rows.length === 0) break;
    const ids = rows.map(({ id }) => id);
    all += await db.run(`UPDATE ${table} SET sent_at = NULL WHERE id IN (${marks(ids)})`, ids);
    range.done = ids.at(-1) ?? range.last;
    poller.wake(relayOf(db.service));
    while (!signal.aborted && (await db.rows(unsent)).length >= rowsAtOnce) await wait(backlogCheckMs);
  }
  return all;
}
