import { Counter } from "../../../mixins/db/counter.ts";

/** The number of events of a store; there is one kind, 0. */
export const eventCounts = new Counter("audit_event_counts");
