import {
  type Bus,
  type ConsumerLag,
  type Consumer as ConsumerOf,
  Unpublishable,
  waitAtMost,
} from "@seller-orchestra/durable";
import type { ConsumerMessages, JetStreamClient } from "nats";
import { ulid } from "ulid";
import { eventStream, eventSubject, natsConnection, natsStopMs } from "../../config/nats.ts";
import type { TracedEvent } from "../../config/otel-names.ts";
import { inEventSpan, traceParent } from "../../config/tracing.ts";
import type { DomainEvent } from "../../services/contracts.ts";
import { deliver } from "./delivery.ts";
import { encodeEvent } from "./event-codec.ts";
import { ensureConsumer, ensureStream, holdsMessage, refillMs, wasLongAway } from "./jetstream-setup.ts";

type Consumer = ConsumerOf<DomainEvent>;

const inProgressAtOnce = 16;
const restartMs = 500;
const stopCheckMs = 100;

interface Running {
  consumer: Consumer;
  messages?: ConsumerMessages;
  inProgress: Set<Promise<void>>;
  loop?: Promise<void>;
}

/** Delivers events over JetStream: a stream in file storage, and a durable pull consumer for each subscription. */
export class JetStreamBus implements Bus<DomainEvent> {
  readonly stores = true;
  readonly #running: Running[] = [];
  readonly #stopped = new Set<string>();

  subscribe(consumer: Consumer): void {
    this.#running.push({ consumer, inProgress: new Set() });
  }

  /** Publishes an event, and carries on its trace. */
  publish(event: DomainEvent & TracedEvent): Promise<void> {
    return inEventSpan("publish", event, "", () =>
      this.#publish(
        event.traceparent === undefined ? event : { ...event, traceparent: traceParent() ?? event.traceparent },
      ),
    );
  }

  async #publish(event: DomainEvent): Promise<void> {
    const connection = await natsConnection();
    const { data, headers } = encodeEvent(event, connection.info?.max_payload);
    const js = connection.jetstream({ timeout: 3_000 });
    const subject = eventSubject(event.name);
    const { duplicate, seq } = await js.publish(subject, data, { msgID: event.id, headers }).catch(refusal);
    // The server remembers ids for a while longer than the messages of a stream that was purged.
    if (!duplicate || (await holdsMessage(seq))) return;
    headers?.delete("Nats-Msg-Id");
    await js.publish(subject, data, { msgID: `${event.id}:${ulid()}`, headers });
  }

  async start(service: string, onError: (error: unknown) => void): Promise<void> {
    await ensureStream();
    for (const running of this.#of(service)) running.loop = this.#run(service, running, onError);
  }

  async stop(service: string): Promise<void> {
    this.#stopped.add(service);
    await Promise.all(this.#of(service).map(end));
  }

  async lag(service: string): Promise<ConsumerLag[]> {
    const manager = await (await natsConnection()).jetstreamManager();
    return Promise.all(
      this.#of(service).map(async ({ consumer }) => {
        const info = await manager.consumers.info(eventStream, durableName(consumer));
        const { name, pattern } = consumer;
        return { name, pattern, waiting: info.num_pending, in_progress: info.num_ack_pending };
      }),
    );
  }

  #of(service: string): Running[] {
    return this.#running.filter(({ consumer }) => consumer.name.startsWith(`${service}.`));
  }

  // When a pull ends (the server is down, the stream was rebuilt), it begins again with the unacknowledged messages.
  async #run(service: string, running: Running, onError: (error: unknown) => void): Promise<void> {
    while (!this.#stopped.has(service)) {
      try {
        await this.#pull(service, running, onError);
      } catch (error) {
        if (!this.#stopped.has(service)) onError(error);
      }
      await this.#pause(service, restartMs);
    }
  }

  async #pause(service: string, ms: number): Promise<void> {
    for (let left = ms; left > 0 && !this.#stopped.has(service); left -= stopCheckMs)
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, stopCheckMs)));
  }

  async #pull(service: string, running: Running, onError: (error: unknown) => void): Promise<void> {
    await ensureStream();
    await ensureConsumer(settingsOf(running.consumer));
    if (await wasLongAway(durableName(running.consumer))) await this.#pause(service, 2 * refillMs + 2_000);
    const js = (await natsConnection()).jetstream();
    const messages = await open(js, running.consumer);
    running.messages = messages;
    endWhenLost(messages);
    // A stop that was called meanwhile had nothing to close yet. The loop below handles the pulled messages and ends.
    if (this.#stopped.has(service)) closeSoon(messages);
    for await (const message of messages) {
      while (running.inProgress.size >= inProgressAtOnce) await Promise.race(running.inProgress);
      const work = deliver(running.consumer, message, onError).finally(() => running.inProgress.delete(work));
      running.inProgress.add(work);
    }
  }
}

// Larger than the server or the stream takes: it is so at the next try too.
function refusal(error: { code?: string; api_error?: { err_code?: number } }): never {
  const isTooLarge = error.code === "MAX_PAYLOAD_EXCEEDED" || error.api_error?.err_code === 10_054;
  throw isTooLarge ? new Unpublishable(`The event is larger than the stream takes: ${error}`, { cause: error }) : error;
}

// Messages that are not acknowledged by then are redelivered to another process.
async function end(running: Running): Promise<void> {
  const closed = async () => {
    await running.messages?.close();
    await running.loop;
  };
  await waitAtMost(closed(), natsStopMs);
  await Promise.allSettled(running.inProgress);
}

function closeSoon(messages: ConsumerMessages): void {
  messages.close().catch(() => undefined);
}

async function open(js: JetStreamClient, consumer: Consumer): Promise<ConsumerMessages> {
  const pull = await js.consumers.get(eventStream, durableName(consumer));
  return pull.consume({ max_messages: inProgressAtOnce * 2, expires: 5_000, idle_heartbeat: 2_000 });
}

// The client would wait for ever for a consumer that the server no longer has. A process that was frozen meanwhile is not
// told, but misses the server's heartbeats.
function endWhenLost(messages: ConsumerMessages): void {
  (async () => {
    for await (const status of await messages.status()) {
      if (/not_found|deleted|heartbeats_missed/i.test(String(status.type))) await messages.close();
    }
  })().catch(() => undefined);
}

const durableName = (consumer: Consumer) => consumer.name.replace(/[^A-Za-z0-9]/g, "_");

const settingsOf = (consumer: Consumer) => ({
  durable_name: durableName(consumer),
  // In a subject, `*` matches one token only, and an event's name has two.
  filter_subject: eventSubject(consumer.pattern === "*" ? ">" : consumer.pattern),
});
