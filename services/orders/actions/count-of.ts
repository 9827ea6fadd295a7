import { action } from "../../../mixins/actions/action.ts";
import { params } from "../orders.schema.ts";
import { countOrders } from "../store/orders.ts";

/** Says how many orders a customer has, cancelled ones too. */
export const countOf = action("orders.countOf", params.countOf, async ({ store_id, customer_id }, { db }) => ({
  orders: await countOrders(db, store_id, customer_id),
}));
