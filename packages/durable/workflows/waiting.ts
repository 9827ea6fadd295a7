import { LeaseLost, Parked } from "../errors.ts";
import { clockOf, insertNew, marks, rowOf } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import type { Entry, RunRecord } from "./record.ts";

/** Something that happened and that runs wait for. */
export interface Signal {
  /** What runs wait for by name: `approval/42`. */
  topic: string;
  /** Tells it apart from others of the topic: one that comes twice counts once. */
  id: string;
  /** Plain data, which is kept for a month; no personal data. */
  payload?: unknown;
}

/** The outcome of a wait: the signal's row, or null when the time came first. */
export interface Waited {
  signal: number | null;
  payload?: unknown;
}

/**
 * Publishes a signal with a transaction. Runs that wait for its topic go on after the commit; one that begins to wait later
 * finds it too, once.
 */
export async function signalRuns<Tx>(store: Store<Tx>, tx: Tx, { topic, id, payload = null }: Signal): Promise<void> {
  const row = { topic, signal_id: id, payload: JSON.stringify(payload), created_at: Date.now() };
  if (!(await insertNew(store, "workflow_signals", row, tx))) return;
  await store.run("UPDATE workflow_runs SET lease_until = 0 WHERE waits_for = ? AND state = 'waiting'", [topic], tx);
}

/** The time by the database's clock, in epoch milliseconds. */
export async function databaseTime(store: Store): Promise<number> {
  const row = await rowOf<{ now: number | string }, unknown>(store, `SELECT ${clockOf(store)} AS now`);
  return Number(row?.now);
}

/** The name of the step that waits for a topic, or of one that only waits for a time. */
export const nameOfWait = (topic: string | null): string => (topic === null ? "sleep" : `wait ${topic}`);

/** What a wait has found by now. Throws Parked when that is nothing, and the time has not come. */
export async function lookFor(store: Store, steps: readonly Entry[], topic: string | null, until: number) {
  const found = topic === null ? undefined : await nextSignal(store, topic, takenOf(steps, topic));
  if (found) return { signal: found.id, payload: JSON.parse(found.payload) as unknown } satisfies Waited;
  if ((await databaseTime(store)) >= until) return { signal: null } satisfies Waited;
  throw new Parked(topic, until);
}

/**
 * Leaves a run to wait: it costs its row until a signal or the time has it taken up, by any process. Throws LeaseLost.
 * The row is locked before signals are looked for, and they are waited for when they are about to be committed: of a
 * signal and a run that meet, one sees the other.
 */
export async function parkRun(store: Store, run: RunRecord, { topic, until }: Parked): Promise<void> {
  const { id, lease_owner, attempts } = run;
  await store.transaction(async (tx) => {
    const parked = await store.run(
      `UPDATE workflow_runs SET state = 'waiting', waits_for = ?, lease_until = ?, taken_up = 0
       WHERE public_id = ? AND lease_owner = ? AND attempts = ? AND state = 'running'`,
      [topic, Math.ceil(until), id, lease_owner, attempts],
      tx,
    );
    if (parked === 0) throw new LeaseLost();
    if (topic === null || !(await nextSignal(store, topic, takenOf(run.steps, topic), tx))) return;
    await store.run("UPDATE workflow_runs SET lease_until = 0 WHERE public_id = ?", [id], tx);
  });
}

function nextSignal(store: Store, topic: string, taken: readonly number[], tx?: unknown) {
  const others = taken.length > 0 ? `AND id NOT IN (${marks(taken)})` : "";
  const lock = tx !== undefined && store.dialect === "mariadb" ? "FOR UPDATE" : "";
  const sql = `SELECT id, payload FROM workflow_signals WHERE topic = ? ${others} ORDER BY id LIMIT 1 ${lock}`;
  return rowOf<{ id: number; payload: string }, unknown>(store, sql, [topic, ...taken], tx);
}

// Signals that the run has had. Not all up to the last one: those that begin first may commit later.
const takenOf = (steps: readonly Entry[], topic: string): number[] =>
  steps
    .filter(({ name, state }) => name === nameOfWait(topic) && state === "done")
    .flatMap(({ outcome }) => (outcome as Waited).signal ?? []);
