import { Counter } from "../../../mixins/db/counter.ts";

/** How many orders a store has; there is one kind of them, 0. */
export const orderCounts = new Counter("order_counts");
