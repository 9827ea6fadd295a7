import { type Consumer as ConsumerOf, maxTries, retryDelay } from "@seller-orchestra/durable";
import type { JsMsg } from "nats";
import type { DomainEvent } from "../../services/contracts.ts";
import { decodeEvent } from "./event-codec.ts";
import { ackWaitMs } from "./jetstream-setup.ts";

type Consumer = ConsumerOf<DomainEvent>;

/** Has a consumer handle a message, and acknowledges it. Never rejects: only a stop waits for it. */
export async function deliver(consumer: Consumer, message: JsMsg, onError: (error: unknown) => void): Promise<void> {
  const event = read(message);
  if (!event) {
    onError(new Error(`${consumer.name} skips message ${message.seq} of ${message.subject}: it is no event.`));
    return answer(() => message.term());
  }
  const heartbeat = setInterval(() => answer(() => message.working()), ackWaitMs / 3);
  try {
    await consumer.handle(event);
    answer(() => message.ack());
  } catch (error) {
    await retryOrDeadLetter(consumer, message, event, error);
  } finally {
    clearInterval(heartbeat);
  }
}

async function retryOrDeadLetter(
  consumer: Consumer,
  message: JsMsg,
  event: DomainEvent,
  error: unknown,
): Promise<void> {
  const tries = message.info.redeliveryCount;
  if (tries < maxTries) return answer(() => message.nak(retryDelay(tries)));
  try {
    await consumer.deadLetter(event, error, tries);
    answer(() => message.ack());
  } catch {
    answer(() => message.nak(retryDelay(tries)));
  }
}

// A message that is no event is not retried, because it stays invalid, and has no id for a dead letter.
function read(message: JsMsg): DomainEvent | undefined {
  const event = decodeEvent(message) as Partial<DomainEvent> | null | undefined;
  const whole = typeof event?.id === "string" && typeof event.name === "string" && event.aggregate && event.data;
  return whole ? (event as DomainEvent) : undefined;
}

function answer(send: () => void): void {
  try {
    send();
  } catch {
    // The connection is closed. The server redelivers the message, which the inbox detects.
  }
}
