import { action } from "../../../mixins/actions/action.ts";
import { params } from "../orders.schema.ts";
import { findByNumber as find } from "../store/lookups.ts";

/** Gives the id of an order by its readable number; another customer's is not found. Throws `order_not_found`. */
export const findByNumber = action("orders.findByNumber", params.findByNumber, async (asked, { db }) => ({
  order_id: await find(db, asked),
}));
