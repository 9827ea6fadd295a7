import { clockOf, marks } from "../store/statements.ts";
import type { Row, SqlValue, Store } from "../store/store.ts";
import { firstSteps, type RunRecord } from "./record.ts";

/** Inserts runs that begin, with the steps that they have had so far and a lease by the database's clock. */
export async function insertRuns(store: Store, runs: readonly RunRecord[], leaseMs: number, tx?: unknown) {
  const rows = runs.map(rowOf);
  const columns = Object.keys(rows[0] ?? {});
  const lease = `${clockOf(store)} + ${leaseMs}`;
  const values = rows.map(() => `(${marks(columns)}, ${lease})`).join(", ");
  const sql = `INSERT INTO workflow_runs (${columns.join(", ")}, lease_until) VALUES ${values}`;
  await store.run(
    sql,
    rows.flatMap((row) => columns.map((column) => row[column] ?? null)),
    tx,
  );
}

function rowOf(run: RunRecord): Row {
  const { id: public_id, tags, actor, committed, input, steps, result: _none, error, lease_until: _at, ...plain } = run;
  const documents = { actor: JSON.stringify(actor), input: JSON.stringify(input), steps: firstSteps(steps) };
  return { public_id, ...tags, ...plain, ...documents, committed: committed ? 1 : 0, error: jsonOf(error) };
}

/**
 * Writes the progress of runs, and renews their leases; with `documents` also all steps of each, to its row. Returns how
 * many runs were written: not those that another instance has claimed nor, with `unlessErased`, those of an erased person.
 */
export function saveRuns(
  store: Store,
  runs: readonly RunRecord[],
  leaseMs: number,
  { tx, documents, unlessErased = false }: { tx?: unknown; documents?: Map<string, string>; unlessErased?: boolean },
): Promise<number> {
  const columnsOf = ({ id, state, committed, tags, error, result }: RunRecord) => ({
    state,
    committed: committed ? 1 : 0,
    ...tags,
    ...(result === undefined ? {} : { result: jsonOf(result) }),
    error: jsonOf(error),
    ...(documents ? { steps: documents.get(id) ?? null } : {}),
  });
  const fixed = `lease_until = ${clockOf(store)} + ${leaseMs}, updated_at = ${Date.now()}`;
  return change(store, runs, columnsOf, { fixed, unless: unlessErased ? "AND erased = 0" : "", tx });
}

/** Writes the ends of runs and their keys from then on. Returns how many: not those that another instance has claimed. */
export function endRuns(store: Store, ends: readonly { run: RunRecord; key: string }[], tx?: unknown) {
  const keys = new Map(ends.map(({ run, key }) => [run.id, key]));
  const columnsOf = ({ id, run_key, state, tags, steps, result, error }: RunRecord) => ({
    state,
    ...(keys.get(id) === run_key ? {} : { run_key: keys.get(id) ?? id }),
    ...tags,
    steps: JSON.stringify(
      steps.flatMap(({ id, name, state, planned, at, ms }) => (planned ? [] : { id, name, state, at, ms })),
    ),
    result: jsonOf(result ?? null),
    error: jsonOf(error),
  });
  const now = Date.now();
  const fixed = `input = NULL, lease_until = 0, updated_at = ${now}, ended_at = ${now}`;
  return change(
    store,
    ends.map(({ run }) => run),
    columnsOf,
    { fixed, tx },
  );
}

const jsonOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

// Only the holder of a lease writes. `attempts` tells apart the runs of an instance that has claimed its own run.
async function change(
  store: Store,
  runs: readonly RunRecord[],
  columnsOf: (run: RunRecord) => Record<string, SqlValue>,
  { fixed, unless = "", tx }: { fixed: string; unless?: string; tx?: unknown },
): Promise<number> {
  if (runs.length === 0) return 0;
  const changes = runs.map((run) => ({ id: run.id, columns: columnsOf(run) }));
  const names = [...new Set(changes.flatMap(({ columns }) => Object.keys(columns)))];
  const set = names.map((name) => settingOf(name, changes));
  const held = runs.map(() => "(public_id = ? AND lease_owner = ? AND attempts = ?)").join(" OR ");
  const holders = runs.flatMap(({ id, lease_owner, attempts }) => [id, lease_owner, attempts]);
  const sql = `UPDATE workflow_runs SET ${set.map(({ text }) => text).join(", ")}, ${fixed}
    WHERE (${held}) AND ended_at IS NULL ${unless}`;
  return store.run(sql, [...set.flatMap(({ values }) => values), ...holders], tx);
}

interface Change {
  id: string;
  columns: Record<string, SqlValue>;
}

function settingOf(name: string, changes: readonly Change[]): { text: string; values: SqlValue[] } {
  const cases = changes.filter(({ columns }) => name in columns);
  const first = cases[0]?.columns[name] ?? null;
  const isOne = cases.length === changes.length && cases.every(({ columns }) => columns[name] === first);
  const value = isOne ? "?" : `CASE public_id ${cases.map(() => "WHEN ? THEN ?").join(" ")} ELSE ${name} END`;
  const values = isOne ? [first] : cases.flatMap(({ id, columns }) => [id, columns[name] ?? null]);
  // A result that would be a person's who was erased meanwhile is not written.
  return {
    text: `${name} = ${name === "result" ? `CASE WHEN erased = 1 THEN NULL ELSE ${value} END` : value}`,
    values,
  };
}

/** The ids of those runs that another instance has claimed. */
export async function lostOf(store: Store, runs: readonly RunRecord[], tx?: unknown): Promise<string[]> {
  const ids = runs.map(({ id }) => id);
  const sql = `SELECT public_id, lease_owner, attempts FROM workflow_runs WHERE public_id IN (${marks(ids)})`;
  const rows = await store.rows<{ public_id: string; lease_owner: string; attempts: number }>(sql, ids, tx);
  const holders = new Map(rows.map((row) => [row.public_id, `${row.lease_owner} ${row.attempts}`]));
  return runs.filter((run) => holders.get(run.id) !== `${run.lease_owner} ${run.attempts}`).map(({ id }) => id);
}
