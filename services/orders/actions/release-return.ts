import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent, type TransactionContext, undo } from "../../../mixins/actions/idempotent.ts";
import type { ActionResult, OrderRef } from "../../contracts.ts";
import { lockOrder } from "../order-transaction.ts";
import { params } from "../orders.schema.ts";
import { fetchClaims, updateClaim } from "../store/returns.ts";
import { saveReturn } from "./claim-return.ts";

type Released = ActionResult<"orders.releaseReturn">;

/**
 * Lets go of a claim; with `undoes` also of one that may still be on its way. What came back already, and what was never
 * claimed, is left as it is. Throws `order_not_found`.
 */
export const releaseReturn = action("orders.releaseReturn", params.releaseReturn, (request, context) => {
  const { undoes } = request;
  const work = (txContext: TransactionContext) => release(context, txContext, request);
  return undoes === undefined
    ? idempotent<Released>(context, request, work)
    : undo<Released>(context, { ...request, undoes }, { released: false }, work);
});

async function release(
  context: ActionContext,
  txContext: TransactionContext,
  request: OrderRef & { return_id: string },
): Promise<Released> {
  const { db } = context;
  const locked = await lockOrder(context, txContext, request);
  const claims = await fetchClaims(db, locked.tx, locked.row);
  const claim = claims.find(({ id }) => id === request.return_id);
  if (claim?.state !== "claimed") return { released: false };
  await updateClaim(db, locked.tx, locked.row, claim.id, "released");
  await saveReturn(locked, { ...claim, state: "released" }, claim.state);
  return { released: true };
}
