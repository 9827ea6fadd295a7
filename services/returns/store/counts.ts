import { Counter } from "../../../mixins/db/counter.ts";

/** The number of returns of a store; there is one kind, 0. */
export const returnCounts = new Counter("return_counts");
