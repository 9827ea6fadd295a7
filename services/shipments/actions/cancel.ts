import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { alter, cancelAtCourier } from "../alter.ts";
import { changeOf, differing } from "../shipments.rules.ts";
import { params } from "../shipments.schema.ts";
import { cancelRequest } from "../store/bookings.ts";
import { deleteFulfillment, lockFulfillment } from "../store/fulfillments.ts";
import { toFulfillment } from "../store/rows.ts";

type Request = ActionParams<"shipments.cancel">;

/**
 * Cancels a fulfilment and its courier booking; `cancelled` is false when there was none to cancel. With `undoes` it
 * also undoes that step: the step is refused if it arrives later, and its booking is cancelled.
 */
export const cancel = action("shipments.cancel", params.cancel, async (request, context) => {
  const result = await (request.undoes === undefined
    ? idempotent(context, request, (txContext) => cancelled(context, txContext, request))
    : undoStep(context, { ...request, undoes: request.undoes }));
  await cancelAtCourier(context, request);
  return result;
});

/** Undoes `shipments.record`, also one that is still under way, which is then refused: its order has not counted it. */
export const withdraw = action("shipments.withdraw", params.withdraw, (request, context) =>
  undo(context, request, { withdrawn: false }, async ({ db, tx, publish }) => {
    const row = await lockFulfillment(db, request, tx);
    if (!row) return { withdrawn: false };
    await deleteFulfillment(db, tx, row);
    const { store_id, tenant_id, public_id: id, order_id, customer_id } = row;
    const change = changeOf(toFulfillment(row), { status: "cancelled" });
    publish({
      name: "fulfillment.cancelled",
      store_id,
      tenant_id,
      aggregate: { type: "fulfillment", id, version: row.version + 1 },
      data: { order_id, customer_id, ...change, with_order: true },
    });
    return { withdrawn: true };
  }),
);

// A step in progress may have a booking at the courier but no fulfilment yet, so the booking is cancelled first.
async function undoStep(context: ActionContext, request: Request & { undoes: string }) {
  await cancelRequest(context.db, request, request.undoes);
  return undo(context, request, { cancelled: false }, (txContext) => cancelled(context, txContext, request));
}

async function cancelled({ db }: ActionContext, txContext: TransactionContext, request: Request) {
  const row = await lockFulfillment(db, request, txContext.tx);
  if (!row) return { cancelled: false };
  await alter(db, txContext, row, differing(toFulfillment(row), { status: "cancelled" }));
  return { cancelled: true };
}
