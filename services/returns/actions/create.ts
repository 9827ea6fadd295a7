import { action } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import type { ActionParams, OrderReturn } from "../../contracts.ts";
import { tellRequested } from "../returns.facts.ts";
import { params } from "../returns.schemas.ts";
import { insertReturn } from "../store/returns.ts";

/** Notes what a customer asks to send back. Throws `return_exists`. */
export const create = action("returns.create", params.create, (request, handling) =>
  change(
    handling,
    request,
    async ({ tx, announce }) => {
      const made = newReturn(request);
      await insertReturn(handling.db, tx, made, request);
      tellRequested(announce, request, made);
      return made;
    },
    // The answer holds address and reasons: when its customer is erased, so is the answer.
    () => request.return.customer_id,
  ),
);

function newReturn({ return: asked }: ActionParams<"returns.create">): OrderReturn {
  const now = Date.now();
  return {
    ...asked,
    status: "requested",
    refund_amount: null,
    replacement_order_id: null,
    note: null,
    version: 1,
    created_at: now,
    updated_at: now,
  };
}
