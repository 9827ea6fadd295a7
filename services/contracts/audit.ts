import type { Snapshot } from "./common.ts";

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

/** An event of the log with its store. */
export interface StoreLoggedEvent extends LoggedEvent {
  store_id: number;
}
