import type { Fact } from "../services/contracts.ts";

/** One durable subscription: a fact is delivered to it until it has been dealt with. */
export interface Consumer {
  /** `service.purpose`, unique in the house; its place in the stream is kept under this name. */
  name: string;
  /** `order.*` or `customer.deleted`. */
  pattern: string;
  /** Deals with the fact, once per id; throws to be asked again. */
  handle(fact: Fact): Promise<void>;
  /** Keeps a fact that cannot be dealt with, before it is given up. */
  bury(fact: Fact, error: unknown, tries: number): Promise<void>;
}

/** Carries facts from relays to consumers, at least once. */
export interface Bus {
  /** Resolves when the fact will reach every consumer whatever dies. */
  publish(fact: Fact): Promise<void>;
  subscribe(consumer: Consumer): void;
  /** Begins to deliver to the consumers of one service. */
  start(service: string, onError: (error: unknown) => void): Promise<void>;
  /** Stops taking facts for a service and waits for those in hand. */
  stop(service: string): Promise<void>;
}

/** How often a fact is tried before it becomes a dead letter. */
export const maxTries = 8;

/** How long to wait after a number of failed tries, in whole milliseconds: NATS takes a broken number for none. */
export function retryDelay(tries: number): number {
  return Math.round(Math.min(30_000, 100 * 2 ** tries) * (0.75 + Math.random() / 2));
}

/** True when a pattern such as `order.*` takes a fact of that name. */
export function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
