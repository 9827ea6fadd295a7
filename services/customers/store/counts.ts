import { Counter } from "../../../mixins/db/counter.ts";

/** Counts of customers by store and kind. */
export const customerCounts = new Counter("customer_counts");

/** The kinds of customers that are counted. */
export const kinds = { account: 0, guest: 1 } as const;
