import type { EventRecord } from "./event.ts";

/** A durable consumer: an event is delivered to it until it is handled. */
export interface Consumer<Event extends EventRecord = EventRecord> {
  /** `service.purpose`, unique in the system; its position in the stream is stored under this name. */
  name: string;
  /** `account.*` or `account.closed`. */
  pattern: string;
  /** Handles the event, once per id; rejects for a redelivery. */
  handle(event: Event): Promise<void>;
  /** Stores an event that cannot be handled as a dead letter, before it is acknowledged. */
  deadLetter(event: Event, error: unknown, tries: number): Promise<void>;
}

/** How far a consumer is behind. */
export interface ConsumerLag {
  name: string;
  pattern: string;
  /** Events that it has not been given yet. */
  waiting: number;
  /** Events that it was given and has not acknowledged. */
  in_progress: number;
}

/** Delivers events from relays to consumers, at least once. */
export interface Bus<Event extends EventRecord = EventRecord> {
  /** True when it stores events and accepts them at once; false when each consumer has handled an event it accepts. */
  readonly stores: boolean;
  /** Resolves when the event will reach every consumer, whichever process dies. */
  publish(event: Event): Promise<void>;
  subscribe(consumer: Consumer<Event>): void;
  /** Begins to deliver to the consumers of one service. */
  start(service: string, onError: (error: unknown) => void): Promise<void>;
  /** How far the consumers of a service are behind, where the bus stores events. */
  lag?(service: string): Promise<ConsumerLag[]>;
  /** Stops the delivery to a service and waits for the events in progress. */
  stop(service: string): Promise<void>;
}

/** Why an event can never be published: it is larger than the bus takes, or unreadable. It becomes a dead letter. */
export class Unpublishable extends Error {}

/** How often an event is tried before it becomes a dead letter. */
export const maxTries = 8;

/** How long to wait after a number of failed tries, in whole milliseconds: NATS ignores a fraction. */
export function retryDelay(tries: number): number {
  return Math.round(Math.min(30_000, 100 * 2 ** tries) * (0.75 + Math.random() / 2));
}

/** True when a pattern such as `account.*` matches the name of an event. */
export function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
