import { relayOf } from "@seller-orchestra/durable";
import type { ConsumerInfo, StreamInfo } from "nats";
import { eventRetentionMs, eventStream, eventSubject, natsConnection, outboxRetentionMs } from "../../config/nats.ts";
import type { Logger } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { poller, type Worker } from "../jobs/poller.ts";
import { streamInfo } from "./jetstream-setup.ts";

const everyMs = 5_000;
// Where the oldest message is nearly as old as any may be, nothing but age has removed messages.
const agingMs = 3600 * 1000;
const rowsAtOnce = 1_000;

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
  const warned = new Map<string, number>();

  async function run(): Promise<boolean> {
    const stream = await streamInfo();
    const { state, created } = stream;
    const isOther = seen !== undefined && (created !== seen.created || state.first_seq > seen.last + 1);
    const lost = isOther || seen === undefined ? await requeue(db, lostFrom(stream, isOther)) : 0;
    seen = { created, last: state.last_seq };
    if (lost > 0) logger.warn({ events: lost }, "the stream lost events; they are published again from the outbox");
    for (const consumer of await consumersOf()) await serve(consumer, stream);
    return false;
  }

  // A consumer that was away for longer than the stream keeps events gets them from the outbox.
  async function serve(consumer: ConsumerInfo, stream: StreamInfo): Promise<void> {
    const missed = missedBy(consumer, stream);
    if (missed) {
      const events = await requeue(db, missed);
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

  return { name: `${db.service}.refill`, everyMs, run, nextDue: async () => 0 };
}

/** Sent events of a time, in epoch milliseconds, and of names that match a pattern of SQL. */
interface Range {
  after: number;
  before: number;
  like: string;
}

// What was sent before the oldest message and is younger than the stream's retention should be in the stream.
function lostFrom({ state }: StreamInfo, isOther: boolean): Range {
  const now = Date.now();
  const oldest = state.messages > 0 ? Date.parse(state.first_ts) : now;
  const after = now - eventRetentionMs + agingMs;
  return { after, before: isOther ? Number.MAX_SAFE_INTEGER : oldest, like: "%" };
}

function missedBy(consumer: ConsumerInfo, { state }: StreamInfo): Range | undefined {
  const { delivered, num_waiting, config } = consumer;
  const isBack = num_waiting > 0 && delivered.consumer_seq > 0;
  if (!isBack || delivered.stream_seq + 1 >= state.first_seq || state.messages === 0) return undefined;
  const pattern = String(config.filter_subject).slice(eventSubject("").length);
  const after = Math.max(activeAt(consumer) + 60_000, Date.now() - outboxRetentionMs + agingMs);
  return { after, before: Date.parse(state.first_ts), like: pattern.replace(/[*>]$/, "%") };
}

// The server writes a time where the client's types say nanoseconds.
const activeAt = ({ delivered, created }: ConsumerInfo): number => Date.parse(String(delivered.last_active ?? created));

async function consumersOf(): Promise<ConsumerInfo[]> {
  const manager = await (await natsConnection()).jetstreamManager();
  return manager.consumers.list(eventStream).next();
}

async function requeue(db: Database, { after, before, like }: Range): Promise<number> {
  if (before <= after) return 0;
  const table = `${db.service}_outbox`;
  const sql = `UPDATE ${table} SET sent_at = NULL WHERE sent_at > ? AND sent_at < ? AND name LIKE ? LIMIT ${rowsAtOnce}`;
  let all = 0;
  for (let some = rowsAtOnce; some === rowsAtOnce; all += some) some = await db.run(sql, [after, before, like]);
  if (all > 0) poller.wake(relayOf(db.service));
  return all;
}
