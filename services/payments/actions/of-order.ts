import { action } from "../../../mixins/actions/action.ts";
import { params } from "../payments.schema.ts";
import { fetchMoney } from "../store/payments.ts";

/** Returns an order's payments and refunds, with their totals. An order without any has nothing paid. */
export const ofOrder = action("payments.ofOrder", params.ofOrder, (ref, { db }) => fetchMoney(db, ref));
