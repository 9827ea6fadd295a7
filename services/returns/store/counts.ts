import { Counter } from "../../../mixins/db/counter.ts";

/** How many returns a store has; there is one kind of them, 0. */
export const returnCounts = new Counter("return_counts");
