import { action } from "../../../mixins/actions/action.ts";
import { merged } from "../../../mixins/shards/across.ts";
import type { Reconciliation } from "../../contracts.ts";
import { params } from "../payments.schema.ts";
import { reconcilePeriod } from "../reconciling.ts";

/** Compares the payments of a period with their providers, mends what is certain, and tells of the rest as events. */
export const reconcile = action(
  "payments.reconcile",
  params.reconcile,
  ({ from, to }, context) => reconcilePeriod(context, from, to),
  merged((parts) => parts.reduce(together)),
);

const together = (one: Reconciliation, other: Reconciliation): Reconciliation => ({
  ...one,
  compared: one.compared + other.compared,
  mended: [...one.mended, ...other.mended],
  differences: [...one.differences, ...other.differences],
  unanswered: [...one.unanswered, ...other.unanswered],
});
