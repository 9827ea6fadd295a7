import type { IncomingMessage } from "node:http";
import type { Context } from "moleculer";
import type { CallMeta } from "../../contracts.ts";
import type { RequestLog } from "./request-line.ts";

/** A request of moleculer-web. */
export interface WebRequest extends IncomingMessage {
  $ctx: Context<unknown, CallMeta> & { requestID: string };
  query: Record<string, unknown>;
  $params: { query: Record<string, unknown>; params: Record<string, string> };
  originalUrl: string;
  /** What its line in the log says of it, once an endpoint serves it. */
  $served?: Served;
  /** What its line says of how it began. */
  $begun?: Begun;
}

/** How a request began: at a time of `performance.now()`. */
export interface Begun {
  at: number;
  route: string | null;
  trace_id: string | undefined;
  log: RequestLog;
}

/** What is known of a request while it is served. */
export interface Served {
  surface: { name: string };
  store: { store_id: number };
  isAnonymous: boolean;
  principal: { actor: { type: string } };
}
