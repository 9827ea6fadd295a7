import { coreService } from "../../mixins/core-service.ts";
import { search } from "./actions/search.ts";
import { logFact } from "./audit.facts.ts";
import { auditTables } from "./migrations/0001-audit.ts";

/** The event log: what happened in a store, to what, by whom. Fed by facts alone. */
export default coreService({
  name: "audit",
  migrations: [auditTables],
  actions: [search],
  hears: [logFact],
});
