import type { Transaction } from "sequelize";
import { type Database, isUniqueViolation, type Row } from "../../../mixins/db/database.ts";
import { marks } from "../../../mixins/db/sql.ts";
import type { Actor, RunState } from "../../contracts.ts";

/** An error as the journal keeps it: what a caller needs to know it by. */
export interface PlainError {
  type: string;
  code: number;
  message: string;
  data?: unknown;
}

/** One step of a run as far as it has come. */
export interface Entry {
  /** Its place in the story. */
  id: string;
  name: string;
  /** `asked` may or may not have happened. */
  state: "asked" | "done" | "refused" | "undone";
  /** What its action knows it by; a read has none. */
  key?: string;
  outcome?: unknown;
  error?: PlainError;
  undo?: { action: string; params: object };
  /** An earlier try of it may yet come, also when a later one was refused. */
  unsure?: boolean;
}

/** A run as its row tells it. */
export interface RunRecord {
  id: string;
  run_key: string;
  workflow: string;
  store_id: number;
  subject: string;
  customer_id: string | null;
  request_hash: string;
  actor: Actor;
  request_id: string | null;
  state: RunState;
  /** True when the run has passed its point of no return. */
  committed: boolean;
  input: unknown;
  steps: Entry[];
  result: unknown;
  error: PlainError | null;
  lease_owner: string;
  lease_until: number;
  attempts: number;
  created_at: number;
  updated_at: number;
}

interface RunRow extends Omit<RunRecord, "id" | "actor" | "committed" | "input" | "steps" | "result" | "error"> {
  public_id: string;
  actor: string;
  committed: number;
  input: string | null;
  steps: string | null;
  result: string | null;
  error: string | null;
}

/** Writes a run down before its first change. Answers false when another run has its key. */
export async function insertRun(db: Database, run: RunRecord): Promise<boolean> {
  const { id: public_id, actor, committed, input, steps, result, error, ...plain } = run;
  const row: Row = {
    public_id,
    ...plain,
    actor: JSON.stringify(actor),
    committed: committed ? 1 : 0,
    input: JSON.stringify(input),
    steps: JSON.stringify(steps),
    result: null,
    error: null,
    ended_at: null,
  };
  try {
    await db.insert("workflow_runs", row);
    return true;
  } catch (failure) {
    if (isUniqueViolation(failure)) return false;
    throw failure;
  }
}

// Only the holder of the lease writes, until the end: an instance that was believed dead and is not finds that it no
// longer holds it. One that took over its own run holds it as the later of its attempts.
const held = "WHERE public_id = ? AND lease_owner = ? AND attempts = ? AND ended_at IS NULL";
const holderOf = ({ id, lease_owner, attempts }: RunRecord) => [id, lease_owner, attempts];

/** Writes how far a run has come. Answers false when somebody else has taken it over. */
export async function saveRun(db: Database, run: RunRecord): Promise<boolean> {
  const sql = `UPDATE workflow_runs SET state = ?, committed = ?, customer_id = ?, steps = ?, error = ?, updated_at = ? ${held}`;
  const error = run.error && JSON.stringify(run.error);
  const values = [run.state, run.committed ? 1 : 0, run.customer_id, JSON.stringify(run.steps), error, Date.now()];
  return (await db.run(sql, [...values, ...holderOf(run)])) > 0;
}

/**
 * Writes a run's end. What it was told and what its steps answered is needed no longer, and may be people's: only what
 * its caller was answered stays, and the names of its steps.
 */
export async function endRun(db: Database, run: RunRecord, run_key = run.run_key): Promise<boolean> {
  const now = Date.now();
  const bare = run.steps.map(({ id, name, state }) => ({ id, name, state }));
  const sql = `UPDATE workflow_runs SET state = ?, run_key = ?, customer_id = ?, input = NULL, steps = ?,
    result = CASE WHEN erased = 1 THEN NULL ELSE ? END,
    error = ?, lease_until = 0, updated_at = ?, ended_at = ? ${held}`;
  const result = JSON.stringify(run.result ?? null);
  const error = run.error && JSON.stringify(run.error);
  const values = [run.state, run_key, run.customer_id, JSON.stringify(bare), result, error, now, now];
  return (await db.run(sql, [...values, ...holderOf(run)])) > 0;
}

/** The run that has this key. */
export const findByKey = (db: Database, run_key: string) => findOne(db, "run_key", run_key);

/** The run of this id. */
export const findById = (db: Database, id: string) => findOne(db, "public_id", id);

async function findOne(db: Database, column: string, value: string): Promise<RunRecord | undefined> {
  const row = await db.row<RunRow>(`SELECT * FROM workflow_runs WHERE ${column} = ?`, [value]);
  return row && toRun(row);
}

/** The latest runs, or those in a state. */
export async function listRuns(db: Database, state: RunState | undefined, limit: number): Promise<RunRecord[]> {
  const where = state === undefined ? "" : "WHERE state = ?";
  const sql = `SELECT * FROM workflow_runs ${where} ORDER BY id DESC LIMIT ?`;
  const rows = await db.rows<RunRow>(sql, [...(state === undefined ? [] : [state]), limit]);
  return rows.map(toRun);
}

/** Ids of runs whose instance has died. */
export async function findLapsed(db: Database, limit: number): Promise<string[]> {
  const rows = await db.rows<{ public_id: string }>(
    `SELECT public_id FROM workflow_runs WHERE state IN ('running', 'undoing') AND lease_until < ?
     ORDER BY lease_until LIMIT ?`,
    [Date.now(), limit],
  );
  return rows.map(({ public_id }) => public_id);
}

/** Takes over a run whose lease has lapsed; undefined when somebody else was faster. */
export async function claimRun(
  db: Database,
  id: string,
  owner: string,
  leaseMs: number,
): Promise<RunRecord | undefined> {
  const known = await db.row<{ attempts: number }>("SELECT attempts FROM workflow_runs WHERE public_id = ?", [id]);
  if (!known) return undefined;
  const now = Date.now();
  const attempt = known.attempts + 1;
  await db.run(
    `UPDATE workflow_runs SET lease_owner = ?, lease_until = ?, attempts = ?, updated_at = ?
     WHERE public_id = ? AND attempts = ? AND state IN ('running', 'undoing') AND lease_until < ?`,
    [owner, now + leaseMs, attempt, now, id, known.attempts, now],
  );
  // Whoever is slow may find here that it has lost the run again.
  const run = await findById(db, id);
  return run?.lease_owner === owner && run.attempts === attempt ? run : undefined;
}

/** Goes on holding runs. */
export async function renewLeases(db: Database, ids: string[], owner: string, leaseMs: number): Promise<void> {
  const sql = `UPDATE workflow_runs SET lease_until = ?
    WHERE public_id IN (${marks(ids)}) AND lease_owner = ? AND lease_until > 0`;
  await db.run(sql, [Date.now() + leaseMs, ...ids, owner]);
}

/** Lets go of a run, so that any instance goes on with it at once. */
export async function releaseRun(db: Database, run: RunRecord): Promise<void> {
  await db.run(`UPDATE workflow_runs SET lease_until = 0 ${held}`, holderOf(run));
}

/** Lets a run that is stuck go on. */
export async function unstickRun(db: Database, id: string): Promise<boolean> {
  const sql = `UPDATE workflow_runs SET state = CASE WHEN committed = 1 THEN 'running' ELSE 'undoing' END, lease_until = 0,
    ended_at = NULL, updated_at = ? WHERE public_id = ? AND state = 'stuck'`;
  return (await db.run(sql, [Date.now(), id])) > 0;
}

/**
 * Removes what runs of a customer's orders answered, now and when they end, and what those that wait for somebody were
 * told of the person.
 */
export async function eraseRuns(db: Database, tx: Transaction, store_id: number, customer_id: string): Promise<void> {
  const theirs = "WHERE store_id = ? AND customer_id = ?";
  const erase = `UPDATE workflow_runs SET erased = 1, result = NULL ${theirs}`;
  await db.run(erase, [store_id, customer_id], tx);
  const open = await db.rows<{ id: number; workflow: string; input: string | null; steps: string | null }>(
    `SELECT id, workflow, input, steps FROM workflow_runs ${theirs} AND ended_at IS NULL`,
    [store_id, customer_id],
    tx,
  );
  for (const { id, workflow, input, steps } of open) {
    const sql = "UPDATE workflow_runs SET input = ?, steps = ? WHERE id = ?";
    await db.run(sql, [withoutPerson(input, workflow), withoutPerson(steps, workflow), id], tx);
  }
}

// What an order and its parcels say of a person, wherever it stands in what a run was told and saw.
const personal = new Set([
  "contact",
  "customer",
  "recipient",
  "shipping_address",
  "note",
  "details",
  "cancel_reason_details",
  "feedback",
  "return_reason",
]);

// Elsewhere a reason is a code, or staff's own words; whoever cancels an order of theirs writes one.
const isPersonal = (key: string, value: unknown, workflow: string) =>
  value !== null && (personal.has(key) || (key === "reason" && workflow === "orchestra.cancelOwnOrder"));

function withoutPerson(json: string | null, workflow: string): string | null {
  if (json === null) return null;
  const bare = JSON.parse(json, (key, value) => (isPersonal(key, value, workflow) ? undefined : value));
  return JSON.stringify(bare);
}

/** Removes runs that ended before a time, but for those that are stuck. */
export async function removeEnded(db: Database, before: number): Promise<void> {
  await db.run("DELETE FROM workflow_runs WHERE ended_at < ? AND state <> 'stuck'", [before]);
}

function toRun({ public_id, ...row }: RunRow): RunRecord {
  const parse = (text: string | null) => (text === null ? null : JSON.parse(text));
  return {
    ...row,
    id: public_id,
    actor: JSON.parse(row.actor) as Actor,
    committed: row.committed === 1,
    input: parse(row.input),
    steps: parse(row.steps) as Entry[],
    result: row.result === null ? undefined : parse(row.result),
    error: parse(row.error) as PlainError | null,
  };
}
