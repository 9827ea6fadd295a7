import { type ConsumerConfig, millis, nanos, RetentionPolicy, StorageType, type StreamInfo } from "nats";
import { eventRetentionMs, eventStream, eventSubject, natsConnection } from "../../config/nats.ts";

/** The stream of events, made where there is none. */
export async function ensureStream(): Promise<StreamInfo> {
  const manager = await (await natsConnection()).jetstreamManager();
  const wanted = {
    name: eventStream,
    subjects: [eventSubject(">")],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    max_age: nanos(eventRetentionMs),
    duplicate_window: nanos(2 * 60_000),
  };
  try {
    const known = await manager.streams.info(eventStream);
    return millis(known.config.max_age) === eventRetentionMs
      ? known
      : await manager.streams.update(eventStream, wanted);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return manager.streams.add(wanted);
  }
}

/** Makes a durable consumer, or leaves it as it is. */
export async function ensureConsumer(config: Partial<ConsumerConfig>): Promise<void> {
  const manager = await (await natsConnection()).jetstreamManager();
  await manager.consumers.add(eventStream, config);
}

/** Whether the stream holds a message. */
export async function holdsMessage(seq: number): Promise<boolean> {
  const manager = await (await natsConnection()).jetstreamManager();
  try {
    await manager.streams.getMessage(eventStream, { seq });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

const isNotFound = (error: unknown) => (error as { api_error?: { code: number } }).api_error?.code === 404;
