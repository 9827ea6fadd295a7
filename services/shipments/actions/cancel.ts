import { action, type Handling } from "../../../mixins/action.ts";
import { type Changing, change, undo } from "../../../mixins/idempotent.ts";
import type { ActionParams } from "../../contracts.ts";
import { alter, tellCourier } from "../alter.ts";
import { differing } from "../shipments.rules.ts";
import { params } from "../shipments.schemas.ts";
import { forestall } from "../store/bookings.ts";
import { lockFulfillment } from "../store/fulfillments.ts";
import { toFulfillment } from "../store/rows.ts";

type Request = ActionParams<"shipments.cancel">;

/**
 * Cancels a fulfilment and has its courier told; `cancelled` is false when there was none to cancel. With `undoes` also
 * what that step may still be about to make: it is refused when it comes, and nothing stays booked.
 */
export const cancel = action("shipments.cancel", params.cancel, async (request, handling) => {
  const result = await (request.undoes === undefined
    ? change(handling, request, (changing) => cancelled(handling, changing, request))
    : undoStep(handling, { ...request, undoes: request.undoes }));
  await tellCourier(handling, request);
  return result;
});

// A courier that was asked has no fulfilment yet that could be found.
async function undoStep(handling: Handling, request: Request & { undoes: string }) {
  await forestall(handling.db, request, request.undoes);
  return undo(handling, request, { cancelled: false }, (changing) => cancelled(handling, changing, request));
}

async function cancelled({ db }: Handling, changing: Changing, request: Request): Promise<{ cancelled: boolean }> {
  const row = await lockFulfillment(db, request, changing.tx);
  if (!row) return { cancelled: false };
  await alter(db, changing, row, differing(toFulfillment(row), { status: "cancelled" }));
  return { cancelled: true };
}
