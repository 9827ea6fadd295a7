import type { List, Paging, Snapshot } from "./common.ts";

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

export interface EventFilter {
  entity_type?: string;
  entity_id?: string;
  actor_id?: string;
  from?: number;
  /** Exclusive. */
  until?: number;
}

/** Actions of the event log. */
export interface AuditActions {
  "audit.search": { params: { store_id: number; filter: EventFilter } & Paging; result: List<LoggedEvent> };
}
