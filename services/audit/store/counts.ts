import { Counter } from "../../../mixins/db/counter.ts";

/** How many events a store has; there is one kind, 0. */
export const eventCounts = new Counter("audit_event_counts");
