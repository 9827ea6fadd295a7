import type { params } from "../audit/audit.schema.ts";
import type { LoggedEvent, StoreLoggedEvent } from "./audit.ts";
import type { ActionsOf, List } from "./common.ts";

/** Actions of the event log. */
export type AuditActions = ActionsOf<
  "audit",
  typeof params,
  { search: List<LoggedEvent>; tail: { items: StoreLoggedEvent[]; next_cursor: string | null } }
>;
