import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../logger.ts";
import { clockOf, skipLocked } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import { waitAtMost } from "../work/deadline.ts";
import type { Poller, Worker } from "../work/poller.ts";
import { succeeds } from "./batches.ts";
import { type Bus, Unpublishable } from "./bus.ts";
import { writeDeadLetter } from "./dead-letters.ts";
import type { EventRecord } from "./event.ts";
import { relayOf, type SavedEvent } from "./outbox.ts";
import { markSent, sentMarks } from "./sent-marks.ts";

const batch = 100;
// An event that is not marked by then was left by a process that died, or by one without a relay.
const orphanMs = 1_000;
const retryMs = 1_000;
const stopCheckMs = 100;
// Each event that is delivered in this process holds files and connections; a stream takes many at once.
const mostInProcess = 32;
const mostToStream = 256;

type OutboxRow = SavedEvent & { id: number };

/**
 * Publishes a service's events to the bus until each is sent: those that this process commits as they are, without
 * reading them back, and those that are left in the outbox. Any number of instances may run.
 */
export class Relay {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #poller: Pick<Poller, "wake">;
  readonly #logger: Pick<Logger, "error">;
  readonly #name: string;
  /** Ids of events that are being published, or wait to be marked. */
  readonly #inFlight = new Set<string>();
  #publishing = 0;
  /** Whether events of this process may be in the outbox only: then those behind them go there too. */
  #behind = true;
  /** Whether an event was left there since the last pass began. */
  #left = false;
  #after = 0;
  #stopped = false;
  #slotFreed: () => void = () => undefined;

  /** `poller` runs its worker. */
  constructor(store: Store, bus: Bus, poller: Pick<Poller, "wake">, logger: Pick<Logger, "error">) {
    this.#store = store;
    this.#bus = bus;
    this.#poller = poller;
    this.#logger = logger;
    this.#name = relayOf(store.service);
  }

  /** Publishes events that were committed just now; those of one commit all at once, or all by its worker. */
  offer(events: readonly SavedEvent[]): void {
    const most = this.#bus.stores ? mostToStream : mostInProcess;
    if (this.#stopped) return;
    if (this.#behind || events.length > most - this.#publishing) this.#leave();
    else for (const event of events) void this.#deliver(event);
  }

  /** Its worker, which publishes what is left in the outbox. */
  worker(): Worker {
    const { service } = this.#store;
    // Also where the clock of its process is ahead.
    const sql = `SELECT ${orphanMs} - ABS(${clockOf(this.#store)} - created_at) FROM ${service}_outbox
      WHERE sent_at IS NULL ORDER BY id LIMIT 1`;
    const close = () => {
      this.#stopped = true;
      return sentMarks.flush();
    };
    const run = (signal: AbortSignal) => this.#run(signal);
    return { name: this.#name, everyMs: orphanMs, due: { store: this.#store, sql }, run, close };
  }

  #leave(): void {
    this.#behind = true;
    this.#left = true;
    this.#poller.wake(this.#name);
  }

  async #run(signal: AbortSignal): Promise<boolean> {
    this.#left = false;
    const found = await (this.#bus.stores ? this.#passToStream() : this.#passInProcess(signal));
    if (found < batch && !this.#left) this.#behind = false;
    return found >= batch;
  }

  // Instances that find the same events share them: the rows stay locked until the stream has acknowledged.
  async #passToStream(): Promise<number> {
    const { found, sent } = await this.#store.transaction(async (tx) => {
      const rows = await this.#unsent(tx);
      const at = Date.now();
      const published = await Promise.all(rows.map((row) => this.#publish(row)));
      const sent = rows.filter((_, index) => published[index]).map(({ fact_id }) => fact_id);
      await markSent(this.#store, sent, at, tx);
      return { found: rows.length, sent: sent.length };
    });
    // After the commit: the published ones are marked sent, even when others failed.
    if (sent < found) throw new Error("The stream did not accept every event; the others stay in the outbox.");
    return found;
  }

  // Consumers of this process may be slow and retry often, so that each event is marked when its own delivery is done.
  async #passInProcess(signal: AbortSignal): Promise<number> {
    const rows = await this.#unsent();
    for (const row of rows) {
      while (this.#publishing >= mostInProcess && !signal.aborted) await this.#untilSlotFree();
      if (signal.aborted) break;
      void this.#deliver(row);
    }
    this.#after = rows.length < batch ? 0 : (rows.at(-1)?.id ?? 0);
    return rows.length;
  }

  // In this process, a failed delivery waits before its retry: services that subscribe to each other would otherwise wake
  // each other endlessly. The retry comes after all other rows, so that many failed rows do not block those behind them.
  async #deliver(event: SavedEvent): Promise<void> {
    this.#inFlight.add(event.fact_id);
    this.#publishing++;
    const isPublished = await this.#publish(event);
    this.#publishing--;
    this.#slotFreed();
    const isDone = isPublished && (await succeeds(sentMarks.add(this.#store, event.fact_id)));
    if (!isDone && this.#bus.stores) this.#behind = true;
    else if (!isDone) await wait(retryMs, undefined, { ref: false });
    this.#inFlight.delete(event.fact_id);
    if (!isDone && !this.#stopped) this.#leave();
  }

  // What can never be published becomes a dead letter, so that it is not tried for ever.
  async #publish({ fact_id: id, name, aggregate_id, fact }: SavedEvent): Promise<boolean> {
    try {
      await this.#bus.publish(parse(fact));
      return true;
    } catch (error) {
      if (!(error instanceof Unpublishable)) return false;
      this.#logger.error({ event: id, error: String(error) }, "an event became a dead letter of its relay");
      const event = { id, name, aggregate: { id: aggregate_id } };
      return succeeds(writeDeadLetter(this.#store, this.#name, event, error, 1, fact));
    }
  }

  #untilSlotFree(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#slotFreed = resolve;
    return waitAtMost(promise, stopCheckMs);
  }

  async #unsent(tx?: unknown): Promise<OutboxRow[]> {
    const orphans = this.#behind ? "" : `AND ABS(${clockOf(this.#store)} - created_at) >= ${orphanMs}`;
    const sql = `SELECT id, fact_id, name, aggregate_id, fact FROM ${this.#store.service}_outbox
      WHERE sent_at IS NULL AND id > ? ${orphans} ORDER BY id LIMIT ? ${tx ? skipLocked(this.#store) : ""}`;
    const rows = await this.#store.rows<OutboxRow>(sql, [this.#after, batch + this.#inFlight.size], tx);
    return rows.filter(({ fact_id }) => !this.#inFlight.has(fact_id));
  }
}

function parse(fact: string): EventRecord {
  try {
    return JSON.parse(fact) as EventRecord;
  } catch (cause) {
    throw new Unpublishable("The event in the outbox is no JSON.", { cause });
  }
}
