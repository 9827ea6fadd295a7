import { marks } from "../store/statements.ts";
import type { Store } from "../store/store.ts";
import type { Tags } from "./record.ts";

/** True for a field, at any depth of a run's input and outcomes, that is a person's; `holder` is what it is a field of. */
export type IsPersonal = (field: string, workflow: string, holder: object) => boolean;

/**
 * Removes a person's data from the runs with these tags: the results, also of runs that end later, and the personal
 * fields of open ones, also of steps that they write later (`isPersonal` of the engine).
 */
export async function eraseRuns<Tx>(store: Store<Tx>, tx: Tx, tags: Tags, isPersonal: IsPersonal): Promise<void> {
  const where = Object.keys(tags).map((column) => `${column} = ?`);
  const values = Object.values(tags);
  await store.run(`UPDATE workflow_runs SET erased = 1, result = NULL WHERE ${where.join(" AND ")}`, values, tx);
  const open = await store.rows<{ public_id: string; workflow: string; input: string | null; steps: string | null }>(
    `SELECT public_id, workflow, input, steps FROM workflow_runs WHERE ${where.join(" AND ")} AND ended_at IS NULL`,
    values,
    tx,
  );
  for (const { public_id, workflow, input, steps } of open) {
    const without = (json: string | null) => json && withoutPersonal(json, workflow, isPersonal);
    const sql = "UPDATE workflow_runs SET input = ?, steps = ? WHERE public_id = ?";
    await store.run(sql, [without(input), without(steps), public_id], tx);
  }
  await eraseSteps(store, tx, new Map(open.map(({ public_id, workflow }) => [public_id, workflow])), isPersonal);
}

async function eraseSteps<Tx>(store: Store<Tx>, tx: Tx, open: Map<string, string>, isPersonal: IsPersonal) {
  if (open.size === 0) return;
  const ids = [...open.keys()];
  const rows = await store.rows<{ run_id: string; place: string; data: string }>(
    `SELECT run_id, place, data FROM workflow_steps WHERE run_id IN (${marks(ids)})`,
    ids,
    tx,
  );
  for (const { run_id, place, data } of rows) {
    const bare = withoutPersonal(data, open.get(run_id) ?? "", isPersonal);
    const sql = "UPDATE workflow_steps SET data = ? WHERE run_id = ? AND place = ?";
    if (bare !== data) await store.run(sql, [bare, run_id, place], tx);
  }
}

/** A document of a run without its personal fields. */
export function withoutPersonal(json: string, workflow: string, isPersonal: IsPersonal): string {
  const bare = JSON.parse(json, function (this: object, field, value) {
    return value !== null && isPersonal(field, workflow, this) ? undefined : value;
  });
  return JSON.stringify(bare);
}
