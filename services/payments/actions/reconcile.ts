import { action } from "../../../mixins/actions/action.ts";
import { params } from "../payments.schema.ts";
import { reconcilePeriod } from "../reconciling.ts";

/** Compares the payments of a period with their providers, mends what is certain, and tells of the rest as events. */
export const reconcile = action("payments.reconcile", params.reconcile, ({ from, to }, context) =>
  reconcilePeriod(context, from, to),
);
