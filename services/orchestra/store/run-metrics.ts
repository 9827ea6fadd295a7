import type { ObservableResult } from "@opentelemetry/api";
import { meter } from "../../../config/metrics.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { onShard, remembered } from "../../../mixins/service-metrics.ts";

const runs = meter.createObservableGauge("workflow_runs", {
  description: "Workflow runs that have not ended, by state: running, undoing, waiting or stuck.",
});

interface Counted {
  workflow: string;
  state: string;
  found: number;
}

/** Publishes how many runs are open. Returns the function that ends it. */
export function observeRuns(db: Database): () => void {
  const read = remembered(() =>
    db.rows<Counted>(
      `SELECT workflow, state, COUNT(*) AS found FROM workflow_runs
       WHERE state IN ('running', 'undoing', 'waiting', 'stuck') GROUP BY workflow, state`,
    ),
  );
  const observe = async (observed: ObservableResult) => {
    for (const { workflow, state, found } of (await read()) ?? [])
      observed.observe(Number(found), { workflow, state, ...onShard(db) });
  };
  runs.addCallback(observe);
  return () => runs.removeCallback(observe);
}
