import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../audit/audit.schema.ts";
import type { ActionsOf, List, Snapshot } from "./common.ts";

export interface LoggedEvent {
  id: string;
  name: string;
  entity_type: string;
  entity_id: string;
  actor_type: string;
  actor_id: string;
  occurred_at: number;
  request_id: string | null;
  before: Snapshot | null;
  after: Snapshot | null;
}

export type EventFilter = TypeOf<typeof params.search>["filter"];

/** Actions of the event log. */
export type AuditActions = ActionsOf<"audit", typeof params, { search: List<LoggedEvent> }>;
