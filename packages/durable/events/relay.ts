import { setTimeout as wait } from "node:timers/promises";
import { marks, skipLocked } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import { waitAtMost } from "../work/deadline.ts";
import type { Poller, Worker } from "../work/poller.ts";
import { inBatches, succeeds } from "./batches.ts";
import type { Bus } from "./bus.ts";
import type { EventRecord } from "./event.ts";
import { relayOf } from "./outbox.ts";

const batch = 100;
// How long events wait whose process died before it published them.
const idleMs = 1_000;
const retryMs = 1_000;
const stopCheckMs = 100;
// A pause between passes, so that events which follow each other closely are published together.
const apartMs = 20;
// Each event that is delivered in this process holds files and connections.
const inProgressAtOnce = 32;

interface OutboxRow {
  id: number;
  fact: string;
}

/**
 * Publishes events from a service's outbox to the bus until each is sent. Any number of instances may run: each skips
 * the rows that another has locked, and the rows of one that dies are released at once.
 */
export class Relay {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #poller: Pick<Poller, "wake">;
  readonly #inFlight = new Set<number>();
  readonly #markTogether = inBatches<OutboxRow>(
    (row) => this.#markSent([row]),
    (rows) => this.#markSent(rows),
  );
  #after = 0;
  #slotFreed: () => void = () => undefined;

  /** `poller` runs its worker. */
  constructor(store: Store, bus: Bus, poller: Pick<Poller, "wake">) {
    this.#store = store;
    this.#bus = bus;
    this.#poller = poller;
  }

  /** Its worker, which each commit of an event wakes. */
  worker(): Worker {
    return {
      name: relayOf(this.#store.service),
      // Not elastic: the command line commits events beside a running server, whose user waits for their effects.
      everyMs: idleMs,
      // Events of an earlier process are due at once.
      nextDue: async () => 0,
      run: (signal) => this.#run(signal),
    };
  }

  async #run(signal: AbortSignal): Promise<boolean> {
    let moved = 0;
    try {
      moved = await (this.#bus.stores ? this.#passToStream() : this.#passInProcess(signal));
      return moved >= batch;
    } finally {
      if (moved < batch) await wait(apartMs);
    }
  }

  #untilSlotFree(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#slotFreed = resolve;
    return waitAtMost(promise, stopCheckMs);
  }

  // The stream acknowledges in milliseconds, so the rows stay locked meanwhile.
  async #passToStream(): Promise<number> {
    const { found, sent } = await this.#store.transaction(async (tx) => {
      const rows = await this.#unsent(tx);
      const published = await Promise.all(rows.map((row) => this.#publish(row)));
      const sent = rows.filter((_, index) => published[index]);
      await this.#markSent(sent, tx);
      return { found: rows.length, sent: sent.length };
    });
    // After the commit: the published ones are marked sent, even when others failed.
    if (sent < found) throw new Error("The stream did not accept every event; the others stay in the outbox.");
    return found;
  }

  // Consumers of this process may be slow and retry often, so each row is marked when its own delivery is done. A
  // failed delivery waits before its retry: services that subscribe to each other would otherwise wake each other
  // endlessly. The retry comes after all other rows, so that many failed rows do not block those behind them.
  async #passInProcess(signal: AbortSignal): Promise<number> {
    const found = await this.#unsent();
    const rows = found.filter((row) => !this.#inFlight.has(row.id));
    for (const row of rows) {
      while (this.#inFlight.size >= inProgressAtOnce && !signal.aborted) await this.#untilSlotFree();
      if (signal.aborted) break;
      void this.#deliver(row);
    }
    this.#after = rows.length < batch ? 0 : (rows.at(-1)?.id ?? 0);
    return rows.length;
  }

  async #deliver(row: OutboxRow): Promise<void> {
    this.#inFlight.add(row.id);
    const isDone = (await this.#publish(row)) && (await succeeds(this.#markTogether(row)));
    if (!isDone) await wait(retryMs, undefined, { ref: false });
    this.#inFlight.delete(row.id);
    this.#slotFreed();
    if (!isDone) this.#poller.wake(relayOf(this.#store.service));
  }

  #unsent(tx?: unknown): Promise<OutboxRow[]> {
    const beyond = batch + this.#inFlight.size;
    const lock = tx ? skipLocked(this.#store) : "";
    const sql = `SELECT id, fact FROM ${this.#store.service}_outbox
      WHERE sent_at IS NULL AND id > ? ORDER BY id LIMIT ? ${lock}`;
    return this.#store.rows<OutboxRow>(sql, [this.#after, beyond], tx);
  }

  #publish(row: OutboxRow): Promise<boolean> {
    return succeeds(this.#bus.publish(JSON.parse(row.fact) as EventRecord));
  }

  async #markSent(rows: OutboxRow[], tx?: unknown): Promise<void> {
    if (rows.length === 0) return;
    const ids = rows.map((row) => row.id);
    const sql = `UPDATE ${this.#store.service}_outbox SET sent_at = ? WHERE id IN (${marks(ids)})`;
    await this.#store.run(sql, [Date.now(), ...ids], tx);
  }
}
