import { withDeadline } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import { openReplica } from "../../config/database.ts";
import { isError, UnavailableError } from "../actions/errors.ts";
import { Database, type SqlValue } from "./database.ts";
import type { Form } from "./execute.ts";
import { ReplicaLag } from "./replica-lag.ts";

const readMs = 2_000;

const replicas = new WeakMap<Database, Replica>();
let lag: ReplicaLag | undefined;

/** The database for reads that may be a second old: the replica while it follows closely, else the database itself. */
export function readableOf(db: Database): Database {
  const pool = openReplica();
  // It is the replica of DATABASE_URL.
  if (!pool || db.shard > 0) return db;
  lag ??= new ReplicaLag(db, new Database(db.service, pool, "replica"));
  if (!lag.isClose()) return db;
  const known = replicas.get(db) ?? new Replica(db, lag);
  replicas.set(db, known);
  return known;
}

/** Reads from the replica, and from the primary what the replica does not answer. Whoever writes, writes to the primary. */
class Replica extends Database {
  readonly #primary: Database;
  readonly #lag: ReplicaLag;

  constructor(primary: Database, lag: ReplicaLag) {
    super(primary.service, openReplica(), "replica");
    this.#primary = primary;
    this.#lag = lag;
  }

  override async rows<T>(sql: string, values: readonly SqlValue[] = [], tx?: Transaction, form?: Form): Promise<T[]> {
    if (tx) return this.#primary.rows(sql, values, tx, form);
    try {
      return await withDeadline(super.rows<T>(sql, values, tx, form), readMs, () => new UnavailableError("replica"));
    } catch (error) {
      if (!isError(error, "service_unavailable")) throw error;
      this.#lag.lost("does not answer");
      return this.#primary.rows(sql, values, tx, form);
    }
  }

  override run(...statement: Parameters<Database["run"]>): Promise<number> {
    return this.#primary.run(...statement);
  }

  override runForId(...statement: Parameters<Database["runForId"]>): Promise<number> {
    return this.#primary.runForId(...statement);
  }
}
