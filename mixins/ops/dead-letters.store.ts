import type { Transaction } from "sequelize";
import type {
  ActionParams,
  DeadLetter,
  DeadLetterDetail,
  DeadLetterState,
  DomainEvent,
  OperatedService,
} from "../../services/contracts.ts";
import type { Database, Row } from "../db/database.ts";
import { allOf, equal, type Sql, sql } from "../db/sql.ts";
import { findRow, update } from "../db/statements.ts";
import { numberOf } from "./numbers.ts";

/** A row of `<service>_dead_letters`. */
export interface DeadLetterRow {
  id: number;
  consumer: string;
  fact_id: string;
  name: string;
  fact: string;
  error: string;
  tries: number;
  created_at: number;
  replay_asked_at: number | null;
  replayed_at: number | null;
  resolution: string | null;
}

const tableOf = ({ service }: Database) => `${service}_dead_letters`;
const listed = "id, consumer, fact_id, name, error, tries, created_at, replay_asked_at, replayed_at, resolution";

// The index of the list begins with `replayed_at`: what waits has none.
const inState: Record<DeadLetterState, string> = {
  waiting: "replayed_at IS NULL AND replay_asked_at IS NULL",
  replaying: "replayed_at IS NULL AND replay_asked_at IS NOT NULL",
  replayed: "replayed_at IS NOT NULL AND resolution IS NULL",
  discarded: "replayed_at IS NOT NULL AND resolution = 'discarded'",
};

type Listing = ActionParams<"orders.deadLetters">;

/** The dead letters of a service, newest first; those that are to be dealt with, unless a state is named. */
export async function listDeadLetters(db: Database, { filter, behind, limit }: Listing): Promise<DeadLetter[]> {
  const { consumer, event_name: name, state } = filter;
  const open = sql(state ? inState[state] : "replayed_at IS NULL");
  const where = allOf([open, ...equal({ consumer, name }), ...behindOf(behind)]);
  const text = `SELECT ${listed} FROM ${tableOf(db)} WHERE ${where.text} ORDER BY created_at DESC, id DESC LIMIT ?`;
  return (await db.rows<DeadLetterRow>(text, [...where.values, limit])).map((row) => toDeadLetter(db, row));
}

const behindOf = (behind: Listing["behind"]): Sql[] =>
  behind ? [sql("created_at <= ? AND (created_at < ? OR id < ?)", behind.at, behind.at, behind.id)] : [];

/** A dead letter; in a transaction locked until its end. */
export const findDeadLetter = (db: Database, id: number, tx?: Transaction): Promise<DeadLetterRow | undefined> =>
  findRow<DeadLetterRow>(db, tableOf(db), { id }, tx);

/** Changes a locked dead letter. */
export const changeDeadLetter = (db: Database, tx: Transaction, id: number, columns: Partial<DeadLetterRow>) =>
  update(db, tableOf(db), { id }, columns as Row, tx);

/** How many dead letters are to be dealt with. */
export const countOpen = (db: Database): Promise<number> => countWhere(db, tableOf(db), "replayed_at IS NULL");

/** How many events wait to be published, and since when the oldest does. */
export async function outboxState(db: Database): Promise<{ waiting: number; oldest: number | null }> {
  const table = `${db.service}_outbox`;
  const oldest = `SELECT created_at FROM ${table} WHERE sent_at IS NULL ORDER BY id LIMIT 1`;
  const [waiting, row] = await Promise.all([
    countWhere(db, table, "sent_at IS NULL"),
    db.row<{ created_at: number }>(oldest),
  ]);
  return { waiting, oldest: row?.created_at ?? null };
}

const countWhere = async (db: Database, table: string, where: string): Promise<number> =>
  (await db.row<{ found: number }>(`SELECT COUNT(*) AS found FROM ${table} WHERE ${where}`))?.found ?? 0;

/** What became of a dead letter. */
export function stateOf({ replayed_at, replay_asked_at, resolution }: DeadLetterRow): DeadLetterState {
  if (replayed_at !== null) return resolution === "discarded" ? "discarded" : "replayed";
  return replay_asked_at === null ? "waiting" : "replaying";
}

/** Maps a row to a dead letter. */
export const toDeadLetter = ({ service, shard }: Database, row: DeadLetterRow): DeadLetter => ({
  id: `${service}:${numberOf(shard, row.id)}`,
  service: service as OperatedService,
  consumer: row.consumer,
  event_id: row.fact_id,
  event_name: row.name,
  state: stateOf(row),
  tries: row.tries,
  error: row.error.split("\n", 1)[0] ?? "",
  created_at: row.created_at,
  resolved_at: row.replayed_at,
});

/** The same with its event. */
export const toDetail = (db: Database, row: DeadLetterRow): DeadLetterDetail => ({
  ...toDeadLetter(db, row),
  event: readable(row.fact),
  stack: row.error,
});

// It may be a dead letter because it cannot be read, and is emptied once it is resolved.
function readable(fact: string): DomainEvent | null {
  try {
    return JSON.parse(fact) as DomainEvent;
  } catch {
    return null;
  }
}
