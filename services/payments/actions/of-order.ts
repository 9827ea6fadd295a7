import { action } from "../../../mixins/actions/action.ts";
import { params } from "../payments.schema.ts";
import { fetchMoney } from "../store/payments.ts";

/** Gives an order's payments and refunds, and what they come to; an order that has none has nothing paid. */
export const ofOrder = action("payments.ofOrder", params.ofOrder, (ref, { db }) => fetchMoney(db, ref));
