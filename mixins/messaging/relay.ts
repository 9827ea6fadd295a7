import { setTimeout as wait } from "node:timers/promises";
import type { Transaction } from "sequelize";
import type { DomainEvent } from "../../services/contracts.ts";
import type { Database } from "../db/database.ts";
import { transaction } from "../db/transaction.ts";
import { inBatches } from "./batches.ts";
import type { Bus } from "./bus.ts";
import { busKind } from "./durable-events.ts";

const batch = 100;
const idleMs = 1_000;
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
  #wake: () => void = () => undefined;
  #kicked = false;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(db: Database, bus: Bus) {
    this.#db = db;
    this.#bus = bus;
  }

  start(onError: (error: unknown) => void): void {
    this.#running = this.#run(onError);
  }

  /** Says that there is something new; without it the relay looks once a second. */
  kick(): void {
    this.#kicked = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake();
    await this.#running;
  }

  async #run(onError: (error: unknown) => void): Promise<void> {
    while (!this.#stopping) {
      this.#kicked = false;
      const moved = await this.#pass().catch((error) => {
        onError(error);
        return 0;
      });
      if (moved >= batch || this.#stopping) continue;
      await wait(apartMs);
      if (!this.#kicked && !this.#stopping) await this.#rest();
    }
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, idleMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #pass(): Promise<number> {
    return busKind === "jetstream" ? this.#passToStream() : this.#passInProcess();
  }

  // The stream answers in milliseconds, so the rows can stay locked meanwhile.
  async #passToStream(): Promise<number> {
    const lock = this.#db.dialect === "mariadb" ? "FOR UPDATE SKIP LOCKED" : "";
    const { found, sent } = await transaction(this.#db, async (tx) => {
      const rows = await this.#unsent(lock, tx);
      const taken = await Promise.all(rows.map((row) => this.#publish(row)));
      const sent = rows.filter((_, index) => taken[index]);
      await this.#markSent(sent, tx);
      return { found: rows.length, sent: sent.length };
    });
    // After the commit: those that were taken are sent, whatever became of the others.
    if (sent < found) throw new Error("The stream did not take every event; they stay in the outbox.");
    return found;
  }

  // Consumers of this process may take long and try often: rows are marked as each is done with. One that was not taken
  // waits: services that hear each other would otherwise wake each other for it without end. It has its next turn after
  // all the others, so that many such do not keep those behind them from being sent.
  async #passInProcess(): Promise<number> {
    const found = await this.#unsent("");
    const rows = found.filter((row) => !this.#inFlight.has(row.id));
    for (const row of rows) {
      while (this.#inFlight.size >= inHandAtOnce && !this.#stopping) await this.#rest();
      if (this.#stopping) break;
      this.#take(row);
    }
    this.#after = rows.length < batch ? 0 : (rows.at(-1)?.id ?? 0);
    return rows.length;
  }

  #take(row: OutboxRow): void {
    this.#inFlight.add(row.id);
    this.#publish(row)
      .then((sent) => (sent ? this.#markTogether(row) : wait(idleMs, undefined, { ref: false })))
      .catch(() => undefined)
      .finally(() => {
        const full = this.#inFlight.size >= inHandAtOnce;
        this.#inFlight.delete(row.id);
        if (full) this.#wake();
      });
  }

  #unsent(lock: string, tx?: Transaction): Promise<OutboxRow[]> {
    const beyond = batch + this.#inFlight.size;
    const sql = `SELECT id, fact FROM ${this.#db.service}_outbox WHERE sent_at IS NULL AND id > ? ORDER BY id LIMIT ? ${lock}`;
    return this.#db.rows<OutboxRow>(sql, [this.#after, beyond], tx);
  }

  #publish(row: OutboxRow): Promise<boolean> {
    return this.#bus.publish(JSON.parse(row.fact) as DomainEvent).then(
      () => true,
      () => false,
    );
  }

  async #markSent(rows: OutboxRow[], tx?: Transaction): Promise<void> {
    if (rows.length === 0) return;
    const marks = rows.map(() => "?").join(", ");
    const values = [Date.now(), ...rows.map((row) => row.id)];
    await this.#db.run(`UPDATE ${this.#db.service}_outbox SET sent_at = ? WHERE id IN (${marks})`, values, tx);
  }
}
