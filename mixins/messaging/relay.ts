import { setTimeout as wait } from "node:timers/promises";
import type { Transaction } from "sequelize";
import type { DomainEvent } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { transaction } from "../db/transaction.ts";
import { waitAtMost } from "../jobs/deadline.ts";
import { poller, type Worker } from "../jobs/poller.ts";
import { inBatches, succeeds } from "./batches.ts";
import type { Bus } from "./bus.ts";
import { busKind } from "./durable-events.ts";
import { relayOf } from "./outbox.ts";

const batch = 100;
// How long events wait here of processes that died before they sent them.
const idleMs = 1_000;
const retryMs = 1_000;
const stopCheckMs = 100;
// What is told shortly after something else goes with what comes meanwhile.
const apartMs = 20;
// Each event that consumers of this process deal with holds files and connections.
const inHandAtOnce = 32;

interface OutboxRow {
  id: number;
  fact: string;
}

/**
 * Carries events from a service's outbox to the bus until each is sent. Any number of instances may run: rows that one
 * holds are skipped by the others, and the rows of one that dies are free at once.
 */
export class Relay {
  readonly #db: Database;
  readonly #bus: Bus;
  readonly #inFlight = new Set<number>();
  readonly #markTogether = inBatches<OutboxRow>(
    (row) => this.#markSent([row]),
    (rows) => this.#markSent(rows),
  );
  #after = 0;
  #slotFreed: () => void = () => undefined;

  constructor(db: Database, bus: Bus) {
    this.#db = db;
    this.#bus = bus;
  }

  /** The worker that does it; each commit of an event wakes it. */
  worker(): Worker {
    // What an earlier process left is due at once.
    const nextDue = async () => 0;
    return {
      name: relayOf(this.#db.service),
      everyMs: idleMs,
      elastic: true,
      nextDue,
      run: (signal) => this.#run(signal),
    };
  }

  async #run(signal: AbortSignal): Promise<boolean> {
    let moved = 0;
    try {
      moved = await this.#pass(signal);
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

  #pass(signal: AbortSignal): Promise<number> {
    return busKind === "jetstream" ? this.#passToStream() : this.#passInProcess(signal);
  }

  // The stream answers in milliseconds, so the rows can stay locked meanwhile.
  async #passToStream(): Promise<number> {
    const { found, sent } = await transaction(this.#db, async (tx) => {
      const rows = await this.#unsent(tx);
      const taken = await Promise.all(rows.map((row) => this.#publish(row)));
      const sent = rows.filter((_, index) => taken[index]);
      await this.#markSent(sent, tx);
      return { found: rows.length, sent: sent.length };
    });
    // After the commit: those that were taken are sent, whatever became of the others.
    if (sent < found) throw new Error("The stream did not take every fact; they stay in the outbox.");
    return found;
  }

  // Consumers of this process may take long and try often: rows are marked as each is done with. One that was not taken
  // waits: services that hear each other would otherwise wake each other for it without end. It has its next turn after
  // all the others, so that many such do not keep those behind them from being sent.
  async #passInProcess(signal: AbortSignal): Promise<number> {
    const found = await this.#unsent();
    const rows = found.filter((row) => !this.#inFlight.has(row.id));
    for (const row of rows) {
      while (this.#inFlight.size >= inHandAtOnce && !signal.aborted) await this.#untilSlotFree();
      if (signal.aborted) break;
      void this.#take(row);
    }
    this.#after = rows.length < batch ? 0 : (rows.at(-1)?.id ?? 0);
    return rows.length;
  }

  async #take(row: OutboxRow): Promise<void> {
    this.#inFlight.add(row.id);
    const isDone = (await this.#publish(row)) && (await succeeds(this.#markTogether(row)));
    if (!isDone) await wait(retryMs, undefined, { ref: false });
    this.#inFlight.delete(row.id);
    this.#slotFreed();
    if (!isDone) poller.wake(relayOf(this.#db.service));
  }

  #unsent(tx?: Transaction): Promise<OutboxRow[]> {
    const beyond = batch + this.#inFlight.size;
    const lock = tx ? this.#db.skipLocked : "";
    const sql = `SELECT id, fact FROM ${this.#db.service}_outbox WHERE sent_at IS NULL AND id > ? ORDER BY id LIMIT ? ${lock}`;
    return this.#db.rows<OutboxRow>(sql, [this.#after, beyond], tx);
  }

  #publish(row: OutboxRow): Promise<boolean> {
    return succeeds(this.#bus.publish(JSON.parse(row.fact) as DomainEvent));
  }

  async #markSent(rows: OutboxRow[], tx?: Transaction): Promise<void> {
    if (rows.length === 0) return;
    const marks = rows.map(() => "?").join(", ");
    const values = [Date.now(), ...rows.map((row) => row.id)];
    await this.#db.run(`UPDATE ${this.#db.service}_outbox SET sent_at = ? WHERE id IN (${marks})`, values, tx);
  }
}
