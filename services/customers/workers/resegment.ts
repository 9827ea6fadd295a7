import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import { storesWorker } from "../store/segments.ts";
import { runningOut, sweepDue, sweepStore } from "../store/sweep.ts";

const everyMs = 5_000;

/**
 * Moves customers on whom nothing happened from segment to segment as time passes, and all of a store's when its numbers
 * change. Any instance does it, and no two do the same.
 */
export const resegmentCustomers = ({ db }: CoreInstance): Worker[] => [
  runningOut.worker(db, () => sweepDue(db, Date.now()), everyMs),
  { name: storesWorker, everyMs, elastic: true, run: () => sweepStore(db, Date.now()) },
];
