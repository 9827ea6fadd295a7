import { setTimeout as wait } from "node:timers/promises";
import { marks, relayOf } from "@seller-orchestra/durable";
import type { ConsumerInfo, StreamInfo } from "nats";
import { eventRetentionMs, eventSubject, outboxRetentionMs } from "../../config/nats.ts";
import type { Logger } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { poller, type Worker } from "../jobs/poller.ts";
import { warnOfLag } from "./consumer-lag.ts";
import { activeAt, consumersOfStream, isAgedPast, refillMs, streamInfo } from "./jetstream-setup.ts";

// The clocks of processes and server may differ.
const marginMs = Math.min(60_000, eventRetentionMs / 10);
// Where the oldest message is nearly as old as any may be, nothing but age has removed messages.
const agingMs = Math.min(3600 * 1000, eventRetentionMs / 10);
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
 * does not: it was lost with its server, deleted or purged, or removed by age while a consumer was away.
 */
export function refill(db: Database, logger: Pick<Logger, "warn">): Worker {
  let seen: Seen | undefined;
  let lost: Range[] = [];
  /** Up to when, in epoch milliseconds, events of a consumer were published again. */
  const refilled = new Map<string, number>();

  async function run(signal: AbortSignal): Promise<boolean> {
    const stream = await streamInfo();
    const { state, created } = stream;
    const isOther = seen !== undefined && (created !== seen.created || state.first_seq > seen.last + 1);
    // Kept until it is done: after a failure it goes on, and does not publish again what it has published. Once more at the
    // next look: relays mark events a moment after the stream has taken them.
    if (isOther || seen === undefined) lost = [lostFrom(stream, isOther), lostFrom(stream, isOther)];
    seen = { created, last: state.last_seq };
    const events = lost[0] ? await requeue(db, lost[0], signal) : 0;
    if (!signal.aborted) lost.shift();
    if (events > 0) logger.warn({ events }, "the stream lost events; they are published again from the outbox");
    const consumers = await consumersOfStream();
    for (const consumer of consumers) if (misses(consumer, stream)) await serve(consumer, stream, signal);
    await warnOfLag(consumers, logger);
    return false;
  }

  // What the stream removes while a consumer is away is published again, so that it is there when the consumer is back.
  async function serve(consumer: ConsumerInfo, stream: StreamInfo, signal: AbortSignal): Promise<void> {
    const { name } = consumer;
    const missed = missedBy(consumer, stream, refilled.get(name));
    if (missed.before < missed.after + marginMs) return;
    const events = await requeue(db, missed, signal);
    if (!signal.aborted) refilled.set(name, missed.before);
    if (events > 0) logger.warn({ consumer: name, events }, "a consumer missed events; they are published again");
  }

  return { name: `${db.service}.refill`, everyMs: refillMs, run };
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
function lostFrom(stream: StreamInfo, isOther: boolean): Range {
  const after = Date.now() - eventRetentionMs + agingMs;
  return { after, before: isOther ? Date.now() : oldestIn(stream), like: "%", done: 0 };
}

// One that waits for messages, and has none to handle, has had all of its events; the others are of other consumers.
const misses = (consumer: ConsumerInfo, stream: StreamInfo): boolean =>
  isAgedPast(consumer, stream) &&
  (consumer.num_waiting === 0 || consumer.num_pending > 0 || consumer.num_ack_pending > 0);

// With what is about to be removed.
function missedBy(consumer: ConsumerInfo, stream: StreamInfo, refilledTo = 0): Range {
  const pattern = String(consumer.config.filter_subject).slice(eventSubject("").length);
  const oldest = oldestIn(stream);
  // One that lags is active, and misses what has just become too old.
  const after = Math.max(Math.min(activeAt(consumer), oldest) - marginMs, refilledTo);
  return { after, before: oldest + 2 * marginMs, like: pattern.replace(/[*>]$/, "%"), done: 0 };
}

const oldestIn = ({ state }: StreamInfo): number => (state.messages > 0 ? Date.parse(state.first_ts) : Date.now());

// A batch at a time, each when the relay has room. By id, since those that are sent again may be in the range again. Not
// for longer than the outbox keeps events: each publishing makes their rows young again.
async function requeue(db: Database, range: Range, signal: AbortSignal): Promise<number> {
  const { after, before, like } = range;
  if (before <= after) return 0;
  const table = `${db.service}_outbox`;
  range.last ??= (await db.row<{ last: number }>(`SELECT COALESCE(MAX(id), 0) AS last FROM ${table}`))?.last ?? 0;
  const lost = `SELECT id FROM ${table} WHERE id > ? AND id <= ? AND sent_at > ? AND sent_at < ? AND created_at > ?
    AND name LIKE ? ORDER BY id LIMIT ${rowsAtOnce}`;
  const unsent = `SELECT id FROM ${table} WHERE sent_at IS NULL LIMIT ${rowsAtOnce}`;
  const youngest = Date.now() - outboxRetentionMs;
  let all = 0;
  while (!signal.aborted) {
    const rows = await db.rows<{ id: number }>(lost, [range.done, range.last, after, before, youngest, like]);
    if (rows.length === 0) break;
    const ids = rows.map(({ id }) => id);
    all += await db.run(`UPDATE ${table} SET sent_at = NULL WHERE id IN (${marks(ids)})`, ids);
    range.done = ids.at(-1) ?? range.last;
    poller.wake(relayOf(db.service));
    while (!signal.aborted && (await db.rows(unsent)).length >= rowsAtOnce) await wait(backlogCheckMs);
  }
  return all;
}
