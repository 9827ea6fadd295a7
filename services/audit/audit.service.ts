import { coreService } from "../../mixins/core-service.ts";
import { search } from "./actions/search.ts";
import { logEvent } from "./audit.events.ts";
import { auditTables } from "./migrations/0001-audit.ts";

/** The event log: what happened in a store, to what, by whom. Fed by events alone. */
export default coreService({
  name: "audit",
  migrations: [auditTables],
  actions: [search],
  subscriptions: [logEvent],
});
