import { system } from "../../../mixins/actions/action.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import { insertNew } from "../../../mixins/db/statements.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { providersSetUp } from "../providers/index.ts";
import { reconcilePeriod } from "../reconciling.ts";

const hour = 3_600_000;
const day = 24 * hour;
// The day before ends some time before its reconciliation, so that what is under way at its end has ended.
const afterMidnightMs = 2 * hour;

/** Compares the day before with the providers, every night (UTC), in one process. */
export const reconcileNightly = (service: CoreInstance): Worker =>
  periodic("payments.reconcile", hour / 4, () => reconcileOnce(service, Date.now()));

/** Reconciles the day before `now`, unless that was done or is being done. */
export async function reconcileOnce({ db, logger }: Pick<CoreInstance, "db" | "logger">, now: number): Promise<void> {
  if (providersSetUp().length === 0) return;
  const to = Math.floor((now - afterMidnightMs) / day) * day;
  const row = { provider: "all", event_id: `reconciled/${to}`, type: "reconciliation", outcome: "reconciled" };
  const taken = { ...row, received_at: now, due_at: now, claimed_until: 0, handled_at: now };
  if (!(await insertNew(db, "provider_events", taken))) return;
  // A day more: what a provider lists late is found the next night.
  const report = await reconcilePeriod({ db, logger, actor: system, request_id: null }, to - 2 * day, to);
  const { mended, differences, unanswered, compared } = report;
  logger.info(
    { compared, mended: mended.length, differences: differences.length, unanswered: unanswered.length },
    "payments were reconciled",
  );
}
