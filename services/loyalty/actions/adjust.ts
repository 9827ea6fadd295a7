import { action } from "../../../mixins/action.ts";
import { post } from "../book.ts";
import { changePoints } from "../changing.ts";
import { params } from "../loyalty.schemas.ts";

/** Adds or takes points by hand; what is added counts as earned. Throws `customer_not_found`, `insufficient_points`. */
export const adjust = action("loyalty.adjust", params.adjust, (request, handling) =>
  changePoints(handling, request, async (book) => {
    const { adjustment: points, reason: description, order_id, idempotency_key } = request;
    const reference = `adjust:${idempotency_key}`;
    const { id } = await post(book, { type: "adjust", points, description, order_id, reference });
    return { transaction_id: id, adjustment: points, new_balance: book.account.balance };
  }),
);
