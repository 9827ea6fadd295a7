import { rowOf } from "../store/statements.ts";
import type { SqlValue, Store } from "../store/store.ts";
import { type Entry, firstSteps, type RunRecord, type RunRow, type RunState, type StepRow, toRun } from "./record.ts";
import { stuckFrom } from "./unfit.ts";

/** What runs are looked for by. */
export interface RunFilter {
  state?: RunState;
  workflow?: string;
  subject?: string;
  key?: string;
  /** Runs that began before the one at this place. */
  before?: number;
}

/** A run without its steps, its place in the order of their beginnings, and when it ended. */
export interface ListedRun {
  place: number;
  run: RunRecord;
  ended_at: number | null;
}

/** Runs, the latest first. */
export async function searchRuns(store: Store, filter: RunFilter, limit: number): Promise<ListedRun[]> {
  const { state, workflow, subject, key, before } = filter;
  const columns = { run_key: key, subject, ...(state === "completed" ? { workflow, state } : { state, workflow }) };
  const named = Object.entries(columns).filter(([, value]) => value !== undefined);
  // Only the first, which fits the fewest runs, is looked for by its index, in the order of the list: MariaDB would
  // intersect two indexes, and sort all that is in both.
  const checks = named.map(([column], index) => (index === 0 ? `${column} = ?` : `COALESCE(${column}, '') = ?`));
  const where = [...checks, ...(before === undefined ? [] : ["id < ?"])];
  const values: SqlValue[] = [...named.map(([, value]) => value as string), ...(before === undefined ? [] : [before])];
  const conditions = where.length > 0 ? `WHERE ${where.join(" AND ")}` : "";
  const sql = `SELECT * FROM workflow_runs ${conditions} ORDER BY id DESC LIMIT ?`;
  const rows = await store.rows<RunRow>(sql, [...values, limit]);
  return rows.map((row) => ({ place: row.id, ended_at: row.ended_at, run: toRun({ ...row, steps: null }, []) }));
}

/** What an operator does with a run that is stuck. */
export type RunAct =
  /** It goes on where it stopped. */
  | { act: "resume" }
  /** Reads from this step on are made anew, and what was refused or is unknown is asked again with the same keys. */
  | { act: "retry"; step: string }
  /** The step that it waits for counts as done, with this outcome; while it is undone, as undone. */
  | { act: "skip"; step: string; outcome: unknown }
  /** It ends as failed: somebody has put right by hand what it left. */
  | { act: "resolve"; note: string };

/** Why an act was not carried out: there is no such run, it is in another state, or has no such step that waits. */
export type RunActRefusal = { refused: "not_found" } | { refused: "state"; state: RunState } | { refused: "step" };

/** Carries out an act on a stuck run in a transaction. Its process takes it up at its next look. */
export async function operateRun<Tx>(
  store: Store<Tx>,
  tx: Tx,
  id: string,
  act: RunAct,
): Promise<RunRecord | RunActRefusal> {
  const lock = store.dialect === "mariadb" ? "FOR UPDATE" : "";
  const row = await rowOf<RunRow, Tx>(store, `SELECT * FROM workflow_runs WHERE public_id = ? ${lock}`, [id], tx);
  if (!row) return { refused: "not_found" };
  if (row.state !== "stuck") return { refused: "state", state: row.state };
  const stepRows = await store.rows<StepRow>("SELECT * FROM workflow_steps WHERE run_id = ?", [id], tx);
  const run = toRun(row, stepRows);
  if (act.act === "resolve") {
    await endByHand(store, tx, run, act.note);
    return run;
  }
  const next = act.act === "retry" ? { state: "running" as const, error: null } : stuckFrom(run);
  const steps = stepsAfter(run, act, next.state);
  if (!steps) return { refused: "step" };
  await replaceSteps(store, tx, run, steps);
  const sql = `UPDATE workflow_runs SET state = ?, error = ?, lease_until = 0, taken_up = 0, unfit_since = NULL,
    ended_at = NULL, updated_at = ? WHERE public_id = ?`;
  await store.run(sql, [next.state, next.error && JSON.stringify(next.error), Date.now(), id], tx);
  return run;
}

// Undefined when there is no such step, or it cannot be retried or skipped.
function stepsAfter({ steps }: RunRecord, act: Exclude<RunAct, { act: "resolve" }>, state: RunState) {
  if (act.act === "resume") return steps;
  const from = steps.find(({ id }) => id === act.step);
  if (!from) return undefined;
  if (act.act === "skip") return skipped(steps, from, act.outcome, state);
  // What was compensated would be missing.
  if (steps.some(({ state }) => state === "undone")) return undefined;
  return steps.flatMap((entry) => (entry.seq < from.seq ? [entry] : again(entry)));
}

// A change that was made stays made. A made id is part of what was asked with a key.
function again(entry: Entry): Entry[] {
  const isMadeId = entry.name.startsWith("new ");
  if (entry.state === "done" && (entry.key || isMadeId)) return [entry];
  if (!entry.key) return [];
  return [{ ...entry, state: "asked", error: undefined }];
}

function skipped(steps: Entry[], step: Entry, outcome: unknown, state: RunState): Entry[] | undefined {
  const isUndoing = state === "undoing";
  if (isUndoing ? step.state === "undone" || !step.undo : step.state === "done" || step.state === "undone")
    return undefined;
  const passed: Entry = isUndoing
    ? { ...step, state: "undone", error: undefined }
    : { ...step, state: "done", outcome, error: undefined };
  return steps.map((entry) => (entry === step ? passed : entry));
}

async function replaceSteps<Tx>(store: Store<Tx>, tx: Tx, { id }: RunRecord, steps: Entry[]): Promise<void> {
  await store.run("DELETE FROM workflow_steps WHERE run_id = ?", [id], tx);
  await store.run("UPDATE workflow_runs SET steps = ? WHERE public_id = ?", [firstSteps(steps), id], tx);
}

async function endByHand<Tx>(store: Store<Tx>, tx: Tx, { id, steps }: RunRecord, note: string): Promise<void> {
  const error = { type: "workflow_resolved", code: 409, message: `An operator has ended this by hand: ${note}` };
  const now = Date.now();
  const sql = `UPDATE workflow_runs SET state = 'failed', error = ?, steps = ?, input = NULL, lease_until = 0,
    updated_at = ?, ended_at = ? WHERE public_id = ?`;
  const kept = steps.map(({ id, name, state, at, ms }) => ({ id, name, state, at, ms }));
  await store.run(sql, [JSON.stringify(error), JSON.stringify(kept), now, now, id], tx);
  await store.run("DELETE FROM workflow_steps WHERE run_id = ?", [id], tx);
}
