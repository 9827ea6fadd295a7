import type { DomainEvent } from "../../services/contracts.ts";

/** One durable subscription: an event is delivered to it until it has been dealt with. */
export interface Consumer {
  /** `service.purpose`, unique in the system; its place in the stream is kept under this name. */
  name: string;
  /** `order.*` or `customer.deleted`. */
  pattern: string;
  /** Deals with the event, once per id; throws to be asked again. */
  handle(event: DomainEvent): Promise<void>;
  /** Keeps an event that cannot be dealt with, before it is given up. */
  deadLetter(event: DomainEvent, error: unknown, tries: number): Promise<void>;
}

/** Carries events from relays to consumers, at least once. */
export interface Bus {
  /** Resolves when the event will reach every consumer whatever dies. */
  publish(event: DomainEvent): Promise<void>;
  subscribe(consumer: Consumer): void;
  /** Begins to deliver to the consumers of one service. */
  start(service: string, onError: (error: unknown) => void): Promise<void>;
  /** Stops taking events for a service and waits for those in hand. */
  stop(service: string): Promise<void>;
}

/** How often an event is tried before it becomes a dead letter. */
export const maxTries = 8;

/** How long to wait after a number of failed tries, in whole milliseconds: NATS takes a broken number for none. */
export function retryDelay(tries: number): number {
  return Math.round(Math.min(30_000, 100 * 2 ** tries) * (0.75 + Math.random() / 2));
}

/** True when a pattern such as `order.*` takes an event of that name. */
export function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
