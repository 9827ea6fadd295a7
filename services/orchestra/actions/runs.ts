import { type Entry, listRuns as fetchRuns, type RunRecord } from "@seller-orchestra/durable";
import { action } from "../../../mixins/actions/action.ts";
import { storeOf } from "../../../mixins/db/store.ts";
import { merged } from "../../../mixins/shards/across.ts";
import type { WorkflowRun } from "../../contracts.ts";
import { params } from "../orchestra.schema.ts";
import { titleOf } from "../titles.ts";

/** Lists workflow runs, the newest first. */
export const listRuns = action(
  "orchestra.listRuns",
  params.listRuns,
  async ({ state, limit }, { db }) => (await fetchRuns(storeOf(db), state, limit)).map(toRun),
  merged((parts, { limit }) =>
    parts
      .flat()
      .sort((one, other) => other.created_at - one.created_at)
      .slice(0, limit),
  ),
);

function toRun(run: RunRecord): WorkflowRun {
  const { id, workflow, state, subject, attempts, created_at, updated_at } = run;
  const steps = run.steps.map((entry) => ({ name: titleOf(entry.name), state: stateOf(entry) }));
  const error = run.error && `${run.error.type}: ${run.error.message}`;
  const store_id = Number(run.tags.store_id);
  return { id, workflow, store_id, state, subject, steps, error, attempts, created_at, updated_at };
}

// A step that was refused after the point of no return is retried when the run is resumed.
function stateOf({ state, error }: Entry): WorkflowRun["steps"][number]["state"] {
  if (state === "asked") return error ? "refused" : "unknown";
  return state;
}
