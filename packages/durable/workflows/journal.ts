import { clockOf, marks, rowOf } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import type { Due } from "../work/watch.ts";
import { type RunRecord, type RunRow, type RunState, type StepRow, toRun } from "./record.ts";
import { stuckFrom } from "./unfit.ts";

/** The version of the journal's tables that this build reads and writes. */
export const journalVersion = 2;

/** Checks that this build knows the journal. Throws an Error that says what to do when a newer build has written it. */
export async function assertJournal(store: Store): Promise<void> {
  const row = await rowOf<{ version: number }, unknown>(store, "SELECT MAX(version) AS version FROM workflow_journal");
  if ((row?.version ?? journalVersion) <= journalVersion) return;
  throw new Error(
    `The journal of workflows has version ${row?.version}, and this build knows versions up to ${journalVersion}. ` +
      "Start the build that wrote it, or a newer one. To go back to this build, restore a backup from before the upgrade.",
  );
}

/** The run with this key. */
export const findByKey = (store: Store, run_key: string) => findOne(store, "run_key", run_key);

/** The run with this id. */
export const findById = (store: Store, id: string) => findOne(store, "public_id", id);

async function findOne(store: Store, column: string, value: string): Promise<RunRecord | undefined> {
  const rows = await store.rows<RunRow>(`SELECT * FROM workflow_runs WHERE ${column} = ?`, [value]);
  return (await withSteps(store, rows))[0];
}

/** The latest runs, or those in a state. */
export async function listRuns(store: Store, state: RunState | undefined, limit: number): Promise<RunRecord[]> {
  const where = state === undefined ? "" : "WHERE state = ?";
  const sql = `SELECT * FROM workflow_runs ${where} ORDER BY id DESC LIMIT ?`;
  return withSteps(store, await store.rows<RunRow>(sql, [...(state === undefined ? [] : [state]), limit]));
}

// Steps of a run that has ended are in its row.
async function withSteps(store: Store, rows: readonly RunRow[]): Promise<RunRecord[]> {
  const open = rows.filter(({ ended_at }) => ended_at === null).map(({ public_id }) => public_id);
  const sql = `SELECT * FROM workflow_steps WHERE run_id IN (${marks(open)})`;
  const steps = open.length > 0 ? await store.rows<StepRow>(sql, open) : [];
  const byRun = Map.groupBy(steps, ({ run_id }) => run_id);
  return rows.map((row) => toRun(row, byRun.get(row.public_id) ?? []));
}

const lapsed = (store: Store) => `state IN ('running', 'undoing', 'waiting') AND lease_until < ${clockOf(store)}`;

/** Says whether any run's lease has lapsed. */
export const anyLapsed = (store: Store): Due => ({
  store,
  sql: `SELECT 0 FROM workflow_runs WHERE ${lapsed(store)} LIMIT 1`,
});

/** Ids of runs whose lease has lapsed, the oldest first. */
export async function findLapsed(store: Store, limit: number): Promise<string[]> {
  const rows = await store.rows<{ public_id: string }>(
    `SELECT public_id FROM workflow_runs WHERE ${lapsed(store)} ORDER BY lease_until LIMIT ?`,
    [limit],
  );
  return rows.map(({ public_id }) => public_id);
}

/** Claims a run whose lease has lapsed; undefined when it has not, or another instance was faster. */
export async function claimRun(
  store: Store,
  id: string,
  owner: string,
  leaseMs: number,
): Promise<RunRecord | undefined> {
  const clock = clockOf(store);
  const known = await rowOf<{ attempts: number; lapsed: number }, unknown>(
    store,
    `SELECT attempts, lease_until < ${clock} AS lapsed FROM workflow_runs WHERE public_id = ?`,
    [id],
  );
  if (!known?.lapsed) return undefined;
  const attempt = known.attempts + 1;
  await store.run(
    `UPDATE workflow_runs SET state = CASE state WHEN 'waiting' THEN 'running' ELSE state END, waits_for = NULL, lease_owner = ?, lease_until = ${clock} + ?, attempts = ?, taken_up = taken_up + 1,
       updated_at = ${clock}
     WHERE public_id = ? AND attempts = ? AND state IN ('running', 'undoing', 'waiting') AND lease_until < ${clock}`,
    [owner, leaseMs, attempt, id, known.attempts],
  );
  // A slow instance may have lost the run again by now.
  const run = await findById(store, id);
  return run?.lease_owner === owner && run.attempts === attempt ? run : undefined;
}

/** Renews the leases of runs that an instance holds. */
export async function renewLeases(store: Store, ids: string[], owner: string, leaseMs: number): Promise<void> {
  const sql = `UPDATE workflow_runs SET lease_until = ${clockOf(store)} + ?
    WHERE public_id IN (${marks(ids)}) AND lease_owner = ? AND lease_until > 0 AND state <> 'waiting'`;
  await store.run(sql, [leaseMs, ...ids, owner]);
}

/** Has any instance take up a run, at once or after a pause; only its holder may. */
export async function releaseRun(store: Store, { id, lease_owner, attempts }: RunRecord, pauseMs = 0): Promise<void> {
  const lease = pauseMs > 0 ? `${clockOf(store)} + ${Math.round(pauseMs)}` : "0";
  const sql = `UPDATE workflow_runs SET lease_until = ${lease}
    WHERE public_id = ? AND lease_owner = ? AND attempts = ? AND ended_at IS NULL`;
  await store.run(sql, [id, lease_owner, attempts]);
}

/** Records that a run found no code that is fit for it; returns for how long that has been so, in milliseconds. */
export async function recordUnfit(store: Store, { id }: RunRecord): Promise<number> {
  const clock = clockOf(store);
  await store.run(`UPDATE workflow_runs SET unfit_since = COALESCE(unfit_since, ${clock}) WHERE public_id = ?`, [id]);
  const sql = `SELECT ${clock} - unfit_since AS unfit FROM workflow_runs WHERE public_id = ?`;
  return (await rowOf<{ unfit: number }, unknown>(store, sql, [id]))?.unfit ?? 0;
}

/** Has a stuck run resumed. False when it is not stuck. */
export async function unstickRun(store: Store, id: string): Promise<boolean> {
  const run = await findById(store, id);
  if (run?.state !== "stuck") return false;
  const { state, error } = stuckFrom(run);
  const sql = `UPDATE workflow_runs SET state = ?, error = ?, lease_until = 0, taken_up = 0, unfit_since = NULL,
    ended_at = NULL, updated_at = ? WHERE public_id = ? AND state = 'stuck'`;
  return (await store.run(sql, [state, error && JSON.stringify(error), Date.now(), id])) > 0;
}

/** Removes runs that ended before a time, and signals of a month before it; stuck runs stay. */
export async function removeEnded(store: Store, before: number): Promise<void> {
  await store.run("DELETE FROM workflow_runs WHERE ended_at < ? AND state <> 'stuck'", [before]);
  await store.run("DELETE FROM workflow_signals WHERE created_at < ?", [before - signalMs]);
}

// Longer than anything is waited for after it has happened.
const signalMs = 30 * 24 * 3_600_000;
