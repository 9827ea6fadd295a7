import { setTimeout as wait } from "node:timers/promises";
import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  type JetStreamManager,
  nanos,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from "nats";
import { eventRetentionMs, eventStream, eventSubject, natsConnection, natsReplicas } from "../../config/nats.ts";

/** How long the events of a process that died wait for their redelivery. */
export const ackWaitMs = 10_000;

/** How often a service compares its outbox with the stream. */
export const refillMs = 5_000;

/** A durable consumer's own settings. */
interface Wanted {
  durable_name: string;
  filter_subject: string;
}

/** Makes the stream of events, or gives it the settings of this release. */
export async function ensureStream(): Promise<void> {
  const manager = await (await natsConnection()).jetstreamManager();
  const replicas = await natsReplicas();
  try {
    await putStream(manager, replicas);
  } catch (error) {
    // A cluster of fewer nodes than replicas: one that is being built, or a test's.
    if (replicas.asked || !/no suitable peers|insufficient/i.test(String(error))) throw error;
    await putStream(manager, { count: 1, asked: false });
  }
}

let existed = false;
const deletionMs = 1_000;

async function putStream(manager: JetStreamManager, { count, asked }: { count: number; asked: boolean }) {
  const wanted: Partial<StreamConfig> & { name: string } = {
    name: eventStream,
    subjects: [eventSubject(">")],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    max_age: nanos(eventRetentionMs),
    duplicate_window: nanos(Math.min(2 * 60_000, eventRetentionMs)),
    num_replicas: count,
  };
  let known = await unlessMissing(manager.streams.info(eventStream));
  // The server may still be removing the files of one that was deleted, and would remove those of the new one with them.
  if (!known && existed) {
    await wait(deletionMs);
    known = await unlessMissing(manager.streams.info(eventStream));
  }
  if (!known) await manager.streams.add(wanted);
  existed = true;
  if (!known) return;
  // Fewer replicas only when they are asked for: this process may see less of the cluster than the one before.
  if (!asked) wanted.num_replicas = Math.max(count, known.config.num_replicas);
  if (differs(known.config, wanted)) await manager.streams.update(eventStream, wanted);
}

/** Makes a durable consumer, or gives it the settings of this release; it keeps its place in the stream. */
export async function ensureConsumer(own: Wanted): Promise<void> {
  const manager = await (await natsConnection()).jetstreamManager();
  const wanted = {
    ...own,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: 1_000,
  };
  const known = await unlessMissing(manager.consumers.info(eventStream, own.durable_name));
  // `add` with other settings is ignored by nats-server 2.9, and refused (10148) from 2.10 on.
  if (!known) await manager.consumers.add(eventStream, { ...wanted, deliver_policy: DeliverPolicy.All });
  else if (known.config.filter_subject !== wanted.filter_subject)
    await replace(manager, wanted, known.ack_floor.stream_seq);
  else if (differs(known.config, wanted)) await manager.consumers.update(eventStream, own.durable_name, wanted);
}

// Not every server lets a filter be updated. The new one begins after what was acknowledged without a gap: what is
// delivered again is known to the inbox.
async function replace(manager: JetStreamManager, wanted: Partial<ConsumerConfig> & Wanted, done: number) {
  await manager.consumers.delete(eventStream, wanted.durable_name);
  const place = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: done + 1 };
  await manager.consumers.add(eventStream, { ...wanted, ...place });
}

/** The stream of events as it is; made where there is none. */
export async function streamInfo(): Promise<StreamInfo> {
  const manager = await (await natsConnection()).jetstreamManager();
  const known = await unlessMissing(manager.streams.info(eventStream));
  if (known) return known;
  await ensureStream();
  return manager.streams.info(eventStream);
}

/** The durable consumers of the stream. */
export async function consumersOfStream(): Promise<ConsumerInfo[]> {
  const manager = await (await natsConnection()).jetstreamManager();
  const all: ConsumerInfo[] = [];
  for await (const consumer of manager.consumers.list(eventStream)) all.push(consumer);
  return all;
}

/** When a consumer was last given a message, or was made. The server writes a time where the client's types say nanoseconds. */
export const activeAt = ({ delivered, created }: ConsumerInfo): number =>
  Date.parse(String(delivered.last_active ?? created));

/** Whether the stream has removed messages behind a consumer's place, some of which it may not have had. */
export const isAgedPast = ({ delivered }: ConsumerInfo, { state }: StreamInfo): boolean =>
  delivered.stream_seq + 1 < state.first_seq;

/** Whether a consumer was away for so long that services publish again what it has missed, as long as it takes nothing. */
export async function wasLongAway(durable_name: string): Promise<boolean> {
  const manager = await (await natsConnection()).jetstreamManager();
  const consumer = await manager.consumers.info(eventStream, durable_name);
  const isAway = consumer.num_waiting === 0 && Date.now() - activeAt(consumer) > eventRetentionMs / 2;
  return isAway && isAgedPast(consumer, await streamInfo());
}

/** When the first message that a consumer has not handled was published, in epoch milliseconds. */
export async function oldestWaiting({ ack_floor, config, ...consumer }: ConsumerInfo): Promise<number | undefined> {
  if (consumer.num_pending + consumer.num_ack_pending === 0) return undefined;
  const manager = await (await natsConnection()).jetstreamManager();
  const next = { seq: ack_floor.stream_seq + 1, next_by_subj: String(config.filter_subject) };
  // The server takes the query of a direct read here too, which the client's types do not say.
  const message = await unlessMissing(manager.streams.getMessage(eventStream, next as { seq: number }));
  return message?.time.getTime();
}

/** Whether the stream holds a message. */
export async function holdsMessage(seq: number): Promise<boolean> {
  const manager = await (await natsConnection()).jetstreamManager();
  return (await unlessMissing(manager.streams.getMessage(eventStream, { seq }))) !== undefined;
}

const differs = (known: object, wanted: object) =>
  Object.entries(wanted).some(
    ([name, value]) => JSON.stringify(known[name as keyof typeof known]) !== JSON.stringify(value),
  );

async function unlessMissing<T>(info: Promise<T>): Promise<T | undefined> {
  return info.catch((error: { api_error?: { code: number } }) => {
    if (error.api_error?.code === 404) return undefined;
    throw error;
  });
}
