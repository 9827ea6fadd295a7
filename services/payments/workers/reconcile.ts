import { system } from "../../../mixins/actions/action.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { providersSetUp } from "../providers/index.ts";
import { reconcilePeriod } from "../reconciling.ts";
import { leaveNight, takeNight } from "../store/provider-events.ts";

const hour = 3_600_000;
const day = 24 * hour;
// The day before ends some time before its reconciliation, so that what is under way at its end has ended.
const afterMidnightMs = 2 * hour;
// What is not answered until then is asked again the next night.
const triedUntilMs = 6 * hour;

/** Compares the day before with the providers, every night (UTC), in one process. */
export const reconcileNightly = (service: CoreInstance): Worker =>
  periodic("payments.reconcile", hour / 4, () => reconcileOnce(service, Date.now()));

/**
 * Reconciles the days before `now`, unless that was done or is being done. Where a provider did not answer, it is tried
 * again until 06:00.
 */
export async function reconcileOnce({ db, logger }: Pick<CoreInstance, "db" | "logger">, now: number): Promise<void> {
  if (providersSetUp().length === 0) return;
  const to = Math.floor((now - afterMidnightMs) / day) * day;
  if (!(await takeNight(db, to))) return;
  let isDone = false;
  try {
    // A day more: what a provider lists late is found the next night.
    const context = { db, logger, actor: system, request_id: null };
    const { mended, differences, unanswered, compared } = await reconcilePeriod(context, to - 2 * day, to);
    logger.info(
      { compared, mended: mended.length, differences: differences.length, unanswered: unanswered.length },
      "payments were reconciled",
    );
    isDone = unanswered.length === 0;
  } finally {
    if (!isDone && now - to < triedUntilMs) await leaveNight(db, to);
  }
}
