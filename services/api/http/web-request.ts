import type { IncomingMessage } from "node:http";
import type { Context } from "moleculer";
import type { CallMeta } from "../../contracts.ts";

/** A request of moleculer-web. */
export interface WebRequest extends IncomingMessage {
  $ctx: Context<unknown, CallMeta> & { requestID: string };
  query: Record<string, unknown>;
  $params: { query: Record<string, unknown>; params: Record<string, string> };
  originalUrl: string;
}
