import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JsMsg,
  millis,
  nanos,
  RetentionPolicy,
  StorageType,
} from "nats";
import { eventRetentionMs, eventStream, eventSubject, natsConnection, natsStopMs } from "../../config/nats.ts";
import type { DomainEvent } from "../../services/contracts.ts";
import { waitAtMost } from "../jobs/deadline.ts";
import { type Bus, type Consumer, maxTries, retryDelay } from "./bus.ts";

// So long do the events of a process that died wait for another.
const ackWaitMs = 10_000;
const inHandAtOnce = 16;

interface Running {
  consumer: Consumer;
  messages?: ConsumerMessages;
  inHand: Set<Promise<void>>;
  loop?: Promise<void>;
}

/** Delivers events over JetStream: a stream of files, and a durable pull consumer for each subscription. */
export class JetStreamBus implements Bus {
  readonly #running: Running[] = [];
  readonly #stopped = new Set<string>();

  subscribe(consumer: Consumer): void {
    this.#running.push({ consumer, inHand: new Set() });
  }

  async publish(event: DomainEvent): Promise<void> {
    const js = (await natsConnection()).jetstream({ timeout: 3_000 });
    await js.publish(eventSubject(event.name), JSON.stringify(event), { msgID: event.id });
  }

  async start(service: string, onError: (error: unknown) => void): Promise<void> {
    await ensureStream();
    for (const running of this.#of(service)) running.loop = this.#run(service, running, onError);
  }

  async stop(service: string): Promise<void> {
    this.#stopped.add(service);
    await Promise.all(this.#of(service).map(end));
  }

  #of(service: string): Running[] {
    return this.#running.filter(({ consumer }) => consumer.name.startsWith(`${service}.`));
  }

  // Whatever ends a pull (the server gone, the stream rebuilt), it begins again from what the server still holds.
  async #run(service: string, running: Running, onError: (error: unknown) => void): Promise<void> {
    while (!this.#stopped.has(service)) {
      try {
        await this.#pull(service, running, onError);
      } catch (error) {
        if (!this.#stopped.has(service)) onError(error);
      }
      if (!this.#stopped.has(service)) await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  async #pull(service: string, running: Running, onError: (error: unknown) => void): Promise<void> {
    await ensureStream();
    await ensureConsumer(running.consumer);
    const js = (await natsConnection()).jetstream();
    const messages = await open(js, running.consumer);
    running.messages = messages;
    endWhenLost(messages);
    // A stop that came meanwhile had nothing to close yet. The loop below takes what is there and ends.
    if (this.#stopped.has(service)) closeSoon(messages);
    for await (const message of messages) {
      while (running.inHand.size >= inHandAtOnce) await Promise.race(running.inHand);
      const work = deal(running.consumer, message, onError).finally(() => running.inHand.delete(work));
      running.inHand.add(work);
    }
  }
}

// What is not answered by then comes again elsewhere.
async function end(running: Running): Promise<void> {
  const closed = async () => {
    await running.messages?.close();
    await running.loop;
  };
  await waitAtMost(closed(), natsStopMs);
  await Promise.allSettled(running.inHand);
}

function closeSoon(messages: ConsumerMessages): void {
  messages.close().catch(() => undefined);
}

async function open(js: JetStreamClient, consumer: Consumer): Promise<ConsumerMessages> {
  const pull = await js.consumers.get(eventStream, durableName(consumer));
  return pull.consume({ max_messages: inHandAtOnce * 2, expires: 5_000, idle_heartbeat: 2_000 });
}

// A consumer that the server no longer knows would be waited for in silence.
function endWhenLost(messages: ConsumerMessages): void {
  (async () => {
    for await (const status of await messages.status()) {
      if (/not_found|deleted/i.test(String(status.type))) await messages.close();
    }
  })().catch(() => undefined);
}

// Never rejects: nobody waits for it but a stop.
async function deal(consumer: Consumer, message: JsMsg, onError: (error: unknown) => void): Promise<void> {
  const event = read(message);
  if (!event) {
    onError(new Error(`${consumer.name} passes over message ${message.seq} of ${message.subject}: it is no fact.`));
    return answer(() => message.term());
  }
  const heartbeat = setInterval(() => answer(() => message.working()), ackWaitMs / 3);
  try {
    await consumer.handle(event);
    answer(() => message.ack());
  } catch (error) {
    await giveUpOrWait(consumer, message, event, error);
  } finally {
    clearInterval(heartbeat);
  }
}

async function giveUpOrWait(consumer: Consumer, message: JsMsg, event: DomainEvent, error: unknown): Promise<void> {
  const tries = message.info.redeliveryCount;
  if (tries < maxTries) return answer(() => message.nak(retryDelay(tries)));
  try {
    await consumer.deadLetter(event, error, tries);
    answer(() => message.ack());
  } catch {
    answer(() => message.nak(retryDelay(tries)));
  }
}

// What is no event now will be none later: trying again is no use, and a dead letter would have nothing to name it by.
function read(message: JsMsg): DomainEvent | undefined {
  try {
    const event = message.json<Partial<DomainEvent> | null>();
    const whole = typeof event?.id === "string" && typeof event.name === "string" && event.aggregate && event.data;
    return whole ? (event as DomainEvent) : undefined;
  } catch {
    return undefined;
  }
}

// On a connection that was closed an answer throws. Without one the server delivers again, which the inbox expects.
function answer(send: () => void): void {
  try {
    send();
  } catch {
    // See above.
  }
}

const durableName = (consumer: Consumer) => consumer.name.replace(/[^A-Za-z0-9]/g, "_");

async function ensureStream(): Promise<void> {
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
    if (millis(known.config.max_age) !== eventRetentionMs) await manager.streams.update(eventStream, wanted);
  } catch (error) {
    if ((error as { api_error?: { code: number } }).api_error?.code !== 404) throw error;
    await manager.streams.add(wanted);
  }
}

async function ensureConsumer(consumer: Consumer): Promise<void> {
  const manager = await (await natsConnection()).jetstreamManager();
  await manager.consumers.add(eventStream, {
    durable_name: durableName(consumer),
    // A subject's `*` is one word of it, and an event's name has two.
    filter_subject: eventSubject(consumer.pattern === "*" ? ">" : consumer.pattern),
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: 1_000,
  });
}
