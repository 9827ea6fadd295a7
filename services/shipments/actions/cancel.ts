import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { alter, tellCourier } from "../alter.ts";
import { differing } from "../shipments.rules.ts";
import { params } from "../shipments.schema.ts";
import { forestall } from "../store/bookings.ts";
import { lockFulfillment } from "../store/fulfillments.ts";
import { toFulfillment } from "../store/rows.ts";

type Request = ActionParams<"shipments.cancel">;

/**
 * Cancels a fulfilment and has its courier told; `cancelled` is false when there was none to cancel. With `undoes` also
 * what that step may still be about to make: it is refused when it comes, and nothing stays booked.
 */
export const cancel = action("shipments.cancel", params.cancel, async (request, context) => {
  const result = await (request.undoes === undefined
    ? idempotent(context, request, (txContext) => cancelled(context, txContext, request))
    : undoStep(context, { ...request, undoes: request.undoes }));
  await tellCourier(context, request);
  return result;
});

// A courier that was asked has no fulfilment yet that could be found.
async function undoStep(context: ActionContext, request: Request & { undoes: string }) {
  await forestall(context.db, request, request.undoes);
  return undo(context, request, { cancelled: false }, (txContext) => cancelled(context, txContext, request));
}

async function cancelled(
  { db }: ActionContext,
  txContext: TransactionContext,
  request: Request,
): Promise<{ cancelled: boolean }> {
  const row = await lockFulfillment(db, request, txContext.tx);
  if (!row) return { cancelled: false };
  await alter(db, txContext, row, differing(toFulfillment(row), { status: "cancelled" }));
  return { cancelled: true };
}
