import type { Replica, RouteTimes } from "./ops.ts";

type Nothing = Record<string, never>;

/** Actions of the gateway: what it alone knows of the processes and of its own requests. */
export interface ApiActions {
  /** Every process that this gateway knows, and whether its services answer. */
  "api.replicas": { params: Nothing; result: { items: Replica[]; next_cursor: null } };
  /** Of this gateway alone. */
  "api.ownRoutes": { params: Nothing; result: RouteTimes[] };
  /** Of all gateways, the slowest first. */
  "api.slowestRoutes": { params: Nothing; result: { items: RouteTimes[]; next_cursor: null } };
}
