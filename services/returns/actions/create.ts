import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { ActionParams, OrderReturn } from "../../contracts.ts";
import { publishReturn } from "../returns.events.ts";
import { withoutReason } from "../returns.rules.ts";
import { params } from "../returns.schema.ts";
import { returnErasures } from "../store/erasure.ts";
import { insertReturn, rewriteReturn } from "../store/returns.ts";

type NewReturn = ActionParams<"returns.create">["return"];

/** Records a return that a customer requests. Throws `return_exists`. */
export const create = action("returns.create", params.create, (request, context) =>
  idempotent(
    context,
    request,
    async ({ db, tx, publish }) => {
      const { store_id } = request;
      const whole = newReturn(request.return);
      await insertReturn(db, tx, whole, request);
      const erased = await returnErasures.has(db, tx, { store_id, customer_id: whole.customer_id });
      const made = erased ? withoutPerson(whole) : whole;
      if (erased) await rewriteReturn(db, tx, made, request);
      publishReturn(publish, request, made);
      return made;
    },
    // The recorded answer holds address and reasons, so it is erased with the customer.
    () => request.return.customer_id,
  ),
);

// As if the erasure had arrived a moment later.
const withoutPerson = (made: OrderReturn): OrderReturn => ({
  ...made,
  shipping_address: null,
  items: made.items.map(withoutReason),
});

function newReturn(requested: NewReturn): OrderReturn {
  const now = Date.now();
  return {
    ...requested,
    status: "requested",
    refund_amount: null,
    replacement_order_id: null,
    note: null,
    version: 1,
    created_at: now,
    updated_at: now,
  };
}
