import { action } from "../../../mixins/action.ts";
import { params } from "../orders.schemas.ts";
import { fetchTallies } from "../store/orders.ts";

/** Gives what orders add to their customers' totals, page after page, for whoever rebuilds them. */
export const tallies = action("orders.tallies", params.tallies, (page, { db }) => fetchTallies(db, page));
