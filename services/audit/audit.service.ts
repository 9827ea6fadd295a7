import { coreService } from "../../mixins/core-service.ts";
import { search } from "./actions/search.ts";
import { tail } from "./actions/tail.ts";
import { logEvent } from "./audit.events.ts";
import { auditTables } from "./migrations/0001-audit.ts";

/** The event log of each store: what happened, to what, and by whom. Written from domain events alone. */
export default coreService({
  name: "audit",
  migrations: [auditTables],
  actions: [search, tail],
  subscriptions: [logEvent],
});
