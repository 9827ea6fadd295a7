import type { CoreInstance } from "../../../mixins/core-service.ts";
import { storeOf } from "../../../mixins/db/store.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import { storesWorker } from "../store/segments.ts";
import { anyWaiting, expiringSegments, sweepDue, sweepStore } from "../store/sweep.ts";

const everyMs = 5_000;

/**
 * Recalculates segments that expire without any order, and all of a store's when its rules change. Any number of
 * instances may run: each locks other rows.
 */
export const resegmentCustomers = ({ db }: CoreInstance): Worker[] => [
  expiringSegments.worker(db, () => sweepDue(db, Date.now()), everyMs),
  { name: storesWorker, everyMs, due: { store: storeOf(db), sql: anyWaiting }, run: () => sweepStore(db, Date.now()) },
];
