import { withDeadline } from "@seller-orchestra/durable";
import { engineFails, engineServes } from "../../config/engine-problems.ts";
import { UnavailableError } from "../actions/errors.ts";
import type { Database } from "./database.ts";
import { sqlDialect } from "./dialect.ts";

// What is read is older by no more than the two together.
const mostBehindMs = 600;
const trustedMs = 400;
const everyMs = 200;
const lookMs = 2_000;
// Nobody has asked for so long: nothing is looked at until somebody does.
const unusedMs = 10_000;

/**
 * How far a replica is behind, by a row that is written to the primary and read from the replica: both times are the
 * primary's, so that no clock is compared with another one.
 */
export class ReplicaLag {
  readonly #primary: Database;
  readonly #replica: Database;
  #closeUntil = 0;
  #askedAt = 0;
  #looking = false;
  #made = false;

  constructor(primary: Database, replica: Database) {
    this.#primary = primary;
    this.#replica = replica;
  }

  /** True when the replica was seen to follow closely a moment ago. */
  isClose(): boolean {
    this.#askedAt = performance.now();
    if (!this.#looking) void this.#follow();
    return performance.now() < this.#closeUntil;
  }

  /** It is not used until it is seen to follow again. */
  lost(how: string): void {
    this.#closeUntil = 0;
    engineFails("replica", `${how}: lists are read from the primary`);
  }

  async #follow(): Promise<void> {
    this.#looking = true;
    while (performance.now() - this.#askedAt < unusedMs) {
      await withDeadline(this.#look(), lookMs, () => new UnavailableError("replica")).catch(() =>
        this.lost("does not answer"),
      );
      await new Promise((resolve) => setTimeout(resolve, everyMs).unref());
    }
    this.#looking = false;
  }

  async #look(): Promise<void> {
    const since = performance.now();
    const now = await this.#beat();
    const [shown] = await this.#replica.rows<{ beat_at: number }>("SELECT beat_at FROM replica_heartbeat");
    const behindMs = now - Number(shown?.beat_at ?? 0);
    if (behindMs > mostBehindMs) {
      this.lost(shown ? `is ${(behindMs / 1_000).toFixed(0)} s behind` : "has not got the heartbeat yet");
      return;
    }
    this.#closeUntil = since + trustedMs;
    engineServes("replica");
  }

  /** Writes the row unless another process just has, and answers the primary's time. */
  async #beat(): Promise<number> {
    const { now, tableOptions } = sqlDialect;
    if (!this.#made) {
      await this.#primary.rows(`CREATE TABLE IF NOT EXISTS replica_heartbeat (name VARCHAR(8) PRIMARY KEY,
        beat_at BIGINT NOT NULL) ${tableOptions}`);
      await this.#primary.run(`INSERT IGNORE INTO replica_heartbeat VALUES ('beat', ${now})`);
      this.#made = true;
    }
    await this.#primary.run(`UPDATE replica_heartbeat SET beat_at = ${now} WHERE beat_at < ${now} - ${everyMs / 2}`);
    return Number((await this.#primary.row<{ now: number }>(`SELECT ${now} AS now`))?.now);
  }
}
