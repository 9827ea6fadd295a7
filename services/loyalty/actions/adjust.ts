import { action } from "../../../mixins/actions/action.ts";
import { post } from "../account-ledger.ts";
import { params } from "../loyalty.schema.ts";
import { changePoints } from "../point-transaction.ts";

/**
 * Adds or subtracts points by hand; added points count as earned. Throws `customer_not_found`, `insufficient_points`.
 */
export const adjust = action("loyalty.adjust", params.adjust, (request, context) =>
  changePoints(context, request, async (ledger) => {
    const { adjustment: points, reason: description, order_id, idempotency_key } = request;
    const reference = `adjust:${idempotency_key}`;
    const { id } = await post(ledger, { type: "adjust", points, description, order_id, reference });
    return { transaction_id: id, adjustment: points, new_balance: ledger.account.balance };
  }),
);
