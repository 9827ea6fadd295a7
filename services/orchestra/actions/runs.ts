import { action } from "../../../mixins/actions/action.ts";
import type { WorkflowRun } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../orchestra.schema.ts";
import { titleOf } from "../runner/titles.ts";
import { listRuns as fetchRuns, findById, unstickRun } from "../store/journal.ts";
import type { Entry, RunRecord } from "../store/run-record.ts";

/** Lists runs of workflows, the latest first. */
export const listRuns = action("orchestra.listRuns", params.listRuns, async ({ state, limit }, { db }) =>
  (await fetchRuns(db, state, limit)).map(toRun),
);

/** Gives a run with its journal. Throws `run_not_found`. */
export const getRun = action("orchestra.getRun", params.getRun, async ({ id }, { db }) => {
  const run = await findById(db, id);
  if (!run) throw fail("run_not_found");
  return { ...toRun(run), journal: run.steps, input: run.input };
});

/** Lets a run that is stuck go on, wherever there is an instance. Throws `run_not_found`, `run_not_stuck`. */
export const resumeRun = action("orchestra.resumeRun", params.resumeRun, async ({ id }, { db }) => {
  const resumed = await unstickRun(db, id);
  const run = await findById(db, id);
  if (!run) throw fail("run_not_found");
  if (!resumed) throw fail("run_not_stuck");
  return toRun(run);
});

function toRun({
  id,
  workflow,
  store_id,
  state,
  subject,
  steps,
  error,
  attempts,
  created_at,
  updated_at,
}: RunRecord): WorkflowRun {
  const told = steps.map((entry) => ({ name: titleOf(entry.name), state: stateOf(entry) }));
  const why = error && `${error.type}: ${error.message}`;
  return { id, workflow, store_id, state, subject, steps: told, error: why, attempts, created_at, updated_at };
}

// A step that was refused where there is no way back waits to be asked again.
function stateOf({ state, error }: Entry): WorkflowRun["steps"][number]["state"] {
  if (state === "asked") return error ? "refused" : "unknown";
  return state;
}
