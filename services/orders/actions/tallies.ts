import { action } from "../../../mixins/actions/action.ts";
import { params } from "../orders.schema.ts";
import { fetchTallies } from "../store/orders.ts";

/** Gives what orders add to their customers' totals, page after page, for whoever rebuilds them. */
export const tallies = action("orders.tallies", params.tallies, (page, { db }) => fetchTallies(db, page));
