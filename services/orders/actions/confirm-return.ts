import { action } from "../../../mixins/actions/action.ts";
import { changeOrder } from "../order-transaction.ts";
import { fail } from "../orders.errors.ts";
import { params } from "../orders.schema.ts";
import { addReturned, fetchClaims, updateClaim } from "../store/returns.ts";
import { saveReturn } from "./claim-return.ts";

/**
 * Counts claimed quantities as returned, now that they came back; what counts already changes nothing.
 * Throws `order_not_found`, and `return_not_found` for what was never claimed or was let go of.
 */
export const confirmReturn = action("orders.confirmReturn", params.confirmReturn, (request, context) =>
  changeOrder(context, request, async (locked) => {
    const { db } = context;
    const { tx, row, order } = locked;
    const claim = (await fetchClaims(db, tx, row)).find(({ id }) => id === request.return_id);
    if (!claim || claim.state === "released") throw fail("return_not_found");
    if (claim.state === "returned") return order;
    await updateClaim(db, tx, row, claim.id, "returned");
    await addReturned(db, tx, row, claim.items);
    return saveReturn(locked, { ...claim, state: "returned" }, claim.state);
  }),
);
