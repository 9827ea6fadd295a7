import { insert, marks, rowOf } from "../store/statements.ts";
import { isUniqueViolation, type Row, type Store } from "../store/store.ts";
import { type RunRecord, type RunRow, type RunState, toRun } from "./record.ts";

/** Inserts a run before its first change. False when another run has its key. */
export async function insertRun(store: Store, run: RunRecord): Promise<boolean> {
  const { id: public_id, tags, actor, committed, input, steps, result, error, ...plain } = run;
  const row: Row = {
    public_id,
    ...tags,
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
    await insert(store, "workflow_runs", [row]);
    return true;
  } catch (failure) {
    if (isUniqueViolation(failure)) return false;
    throw failure;
  }
}

// Only the holder of the lease writes. `attempts` tells apart the runs of an instance that has claimed its own run.
const held = "WHERE public_id = ? AND lease_owner = ? AND attempts = ? AND ended_at IS NULL";
const setting = ({ tags }: RunRecord) =>
  Object.keys(tags)
    .map((column) => `${column} = ?,`)
    .join(" ");
const holderOf = ({ id, lease_owner, attempts }: RunRecord) => [id, lease_owner, attempts];

/** Writes the progress of a run. False when another instance has claimed it. */
export async function saveRun(store: Store, run: RunRecord): Promise<boolean> {
  const sql = `UPDATE workflow_runs SET state = ?, committed = ?, ${setting(run)} steps = ?, error = ?, updated_at = ? ${held}`;
  const error = run.error && JSON.stringify(run.error);
  const values = [...Object.values(run.tags), JSON.stringify(run.steps), error, Date.now()];
  return (await store.run(sql, [run.state, run.committed ? 1 : 0, ...values, ...holderOf(run)])) > 0;
}

/**
 * Writes the end of a run. False when another instance has claimed it. Its input and the outcomes of its steps may be
 * personal data and are removed: only the result and the names of the steps stay.
 */
export async function endRun(store: Store, run: RunRecord, run_key = run.run_key): Promise<boolean> {
  const now = Date.now();
  const bare = run.steps.map(({ id, name, state }) => ({ id, name, state }));
  const sql = `UPDATE workflow_runs SET ${setting(run)} state = ?, run_key = ?, input = NULL, steps = ?,
    result = CASE WHEN erased = 1 THEN NULL ELSE ? END,
    error = ?, lease_until = 0, updated_at = ?, ended_at = ? ${held}`;
  const result = JSON.stringify(run.result ?? null);
  const error = run.error && JSON.stringify(run.error);
  const values = [run.state, run_key, JSON.stringify(bare), result, error, now, now];
  return (await store.run(sql, [...Object.values(run.tags), ...values, ...holderOf(run)])) > 0;
}

/** The run with this key. */
export const findByKey = (store: Store, run_key: string) => findOne(store, "run_key", run_key);

/** The run with this id. */
export const findById = (store: Store, id: string) => findOne(store, "public_id", id);

async function findOne(store: Store, column: string, value: string): Promise<RunRecord | undefined> {
  const row = await rowOf<RunRow, unknown>(store, `SELECT * FROM workflow_runs WHERE ${column} = ?`, [value]);
  return row && toRun(row);
}

/** The latest runs, or those in a state. */
export async function listRuns(store: Store, state: RunState | undefined, limit: number): Promise<RunRecord[]> {
  const where = state === undefined ? "" : "WHERE state = ?";
  const sql = `SELECT * FROM workflow_runs ${where} ORDER BY id DESC LIMIT ?`;
  const rows = await store.rows<RunRow>(sql, [...(state === undefined ? [] : [state]), limit]);
  return rows.map(toRun);
}

/** Ids of runs whose lease has lapsed, the oldest first. */
export async function findLapsed(store: Store, limit: number): Promise<string[]> {
  const rows = await store.rows<{ public_id: string }>(
    `SELECT public_id FROM workflow_runs WHERE state IN ('running', 'undoing') AND lease_until < ?
     ORDER BY lease_until LIMIT ?`,
    [Date.now(), limit],
  );
  return rows.map(({ public_id }) => public_id);
}

/** Claims a run whose lease has lapsed; undefined when another instance was faster. */
export async function claimRun(
  store: Store,
  id: string,
  owner: string,
  leaseMs: number,
): Promise<RunRecord | undefined> {
  const known = await rowOf<{ attempts: number }, unknown>(
    store,
    "SELECT attempts FROM workflow_runs WHERE public_id = ?",
    [id],
  );
  if (!known) return undefined;
  const now = Date.now();
  const attempt = known.attempts + 1;
  await store.run(
    `UPDATE workflow_runs SET lease_owner = ?, lease_until = ?, attempts = ?, updated_at = ?
     WHERE public_id = ? AND attempts = ? AND state IN ('running', 'undoing') AND lease_until < ?`,
    [owner, now + leaseMs, attempt, now, id, known.attempts, now],
  );
  // A slow instance may have lost the run again by now.
  const run = await findById(store, id);
  return run?.lease_owner === owner && run.attempts === attempt ? run : undefined;
}

/** Renews the leases of runs that an instance holds. */
export async function renewLeases(store: Store, ids: string[], owner: string, leaseMs: number): Promise<void> {
  const sql = `UPDATE workflow_runs SET lease_until = ?
    WHERE public_id IN (${marks(ids)}) AND lease_owner = ? AND lease_until > 0`;
  await store.run(sql, [Date.now() + leaseMs, ...ids, owner]);
}

/** Releases a run, so that any instance can resume it at once. */
export async function releaseRun(store: Store, run: RunRecord): Promise<void> {
  await store.run(`UPDATE workflow_runs SET lease_until = 0 ${held}`, holderOf(run));
}

/** Has a stuck run resumed. False when it is not stuck. */
export async function unstickRun(store: Store, id: string): Promise<boolean> {
  const sql = `UPDATE workflow_runs SET state = CASE WHEN committed = 1 THEN 'running' ELSE 'undoing' END, lease_until = 0,
    ended_at = NULL, updated_at = ? WHERE public_id = ? AND state = 'stuck'`;
  return (await store.run(sql, [Date.now(), id])) > 0;
}

/** Removes runs that ended before a time; stuck runs stay. */
export async function removeEnded(store: Store, before: number): Promise<void> {
  await store.run("DELETE FROM workflow_runs WHERE ended_at < ? AND state <> 'stuck'", [before]);
}
