import type { Store } from "../store/store.ts";
import type { Tags } from "./record.ts";

/** True for a field, at any depth of a run's input and outcomes, that is a person's. */
export type IsPersonal = (field: string, workflow: string) => boolean;

/**
 * Removes a person's data from the runs with these tags: the results, also of runs that end later, and the personal
 * fields of open ones.
 */
export async function eraseRuns<Tx>(store: Store<Tx>, tx: Tx, tags: Tags, isPersonal: IsPersonal): Promise<void> {
  const where = Object.keys(tags).map((column) => `${column} = ?`);
  const values = Object.values(tags);
  await store.run(`UPDATE workflow_runs SET erased = 1, result = NULL WHERE ${where.join(" AND ")}`, values, tx);
  const open = await store.rows<{ id: number; workflow: string; input: string | null; steps: string | null }>(
    `SELECT id, workflow, input, steps FROM workflow_runs WHERE ${where.join(" AND ")} AND ended_at IS NULL`,
    values,
    tx,
  );
  for (const { id, workflow, input, steps } of open) {
    const without = (json: string | null) => json && withoutPerson(json, (field) => isPersonal(field, workflow));
    await store.run(
      "UPDATE workflow_runs SET input = ?, steps = ? WHERE id = ?",
      [without(input), without(steps), id],
      tx,
    );
  }
}

const withoutPerson = (json: string, isPersonal: (field: string) => boolean): string =>
  JSON.stringify(JSON.parse(json, (field, value) => (value !== null && isPersonal(field) ? undefined : value)));
