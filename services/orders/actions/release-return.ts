import { action, type Handling } from "../../../mixins/action.ts";
import { type Changing, change, undo } from "../../../mixins/idempotent.ts";
import type { ActionResult, OrderRef } from "../../contracts.ts";
import { lockOrder } from "../changing.ts";
import { params } from "../orders.schemas.ts";
import { fetchClaims, updateClaim } from "../store/returns.ts";
import { saveReturn } from "./claim-return.ts";

type Released = ActionResult<"orders.releaseReturn">;

/**
 * Lets go of a claim; with `undoes` also of one that may still be on its way. What came back already, and what was never
 * claimed, is left as it is. Throws `order_not_found`.
 */
export const releaseReturn = action("orders.releaseReturn", params.releaseReturn, (request, handling) => {
  const { undoes } = request;
  const work = (changing: Changing) => release(handling, changing, request);
  return undoes === undefined
    ? change<Released>(handling, request, work)
    : undo<Released>(handling, { ...request, undoes }, { released: false }, work);
});

async function release(
  handling: Handling,
  changing: Changing,
  request: OrderRef & { return_id: string },
): Promise<Released> {
  const { db } = handling;
  const locked = await lockOrder(handling, changing, request);
  const claims = await fetchClaims(db, locked.tx, locked.row);
  const claim = claims.find(({ id }) => id === request.return_id);
  if (claim?.state !== "claimed") return { released: false };
  await updateClaim(db, locked.tx, locked.row, claim.id, "released");
  await saveReturn(locked, { ...claim, state: "released" }, claim.state);
  return { released: true };
}
