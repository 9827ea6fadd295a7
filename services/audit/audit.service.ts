import { coreService } from "../../mixins/core-service.ts";
import { search } from "./actions/search.ts";
import { tail } from "./actions/tail.ts";
import { logEvent } from "./audit.events.ts";
import { auditTables } from "./migrations/0001-audit.ts";
import { eventNames } from "./migrations/0002-names.ts";

/** The event log of each store: what happened, to what, and by whom. Written from domain events alone. */
export default coreService({
  name: "audit",
  migrations: [auditTables, eventNames],
  actions: [search, tail],
  subscriptions: [logEvent],
});
