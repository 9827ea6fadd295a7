import { type Bus, type Consumer, matches, maxTries, retryDelay } from "./bus.ts";
import type { EventRecord } from "./event.ts";

/**
 * Delivers events to consumers of this process. It stores nothing: an event counts as published only when each consumer
 * has handled it, and until then it stays in the outbox.
 */
export class InProcessBus<Event extends EventRecord = EventRecord> implements Bus<Event> {
  readonly stores = false;
  #consumers: Consumer<Event>[] = [];
  readonly #stopped = new Set<string>();
  readonly #inProgress = new Map<Promise<void>, string>();
  readonly #delay: (tries: number) => number;

  constructor(delay = retryDelay) {
    this.#delay = delay;
  }

  subscribe(consumer: Consumer<Event>): void {
    this.#stopped.delete(serviceOf(consumer));
    this.#consumers.push(consumer);
  }

  /** All consumers, in the order of their subscription. */
  get consumers(): readonly Consumer<Event>[] {
    return this.#consumers;
  }

  /** Removes consumers for good: no event waits for them any more. */
  unsubscribe(removed: readonly Consumer<Event>[]): void {
    this.#consumers = this.#consumers.filter((consumer) => !removed.includes(consumer));
  }

  async publish(event: Event): Promise<void> {
    const matching = this.#consumers.filter((consumer) => matches(consumer.pattern, event.name));
    await Promise.all(matching.map((consumer) => this.#track(serviceOf(consumer), this.#deliver(consumer, event))));
  }

  async start(): Promise<void> {}

  async stop(service: string): Promise<void> {
    this.#stopped.add(service);
    const own = [...this.#inProgress].filter(([, owner]) => owner === service);
    await Promise.allSettled(own.map(([work]) => work));
  }

  async #deliver(consumer: Consumer<Event>, event: Event): Promise<void> {
    for (let tries = 1; ; tries++) {
      if (this.#stopped.has(serviceOf(consumer))) throw new Error(`${consumer.name} is stopping.`);
      try {
        return await consumer.handle(event);
      } catch (error) {
        if (tries >= maxTries) return consumer.deadLetter(event, error, tries);
        await this.#pause(this.#delay(tries), consumer);
      }
    }
  }

  // In small steps, so that stopping need not wait for a long pause.
  async #pause(ms: number, consumer: Consumer<Event>): Promise<void> {
    const until = Date.now() + ms;
    while (Date.now() < until && !this.#stopped.has(serviceOf(consumer))) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(100, ms)));
    }
  }

  #track(service: string, work: Promise<void>): Promise<void> {
    this.#inProgress.set(work, service);
    const forget = () => this.#inProgress.delete(work);
    work.then(forget, forget);
    return work;
  }
}

const serviceOf = (consumer: Pick<Consumer, "name">) => consumer.name.split(".")[0] ?? "";
