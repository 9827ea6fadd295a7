import type { Exchange } from "./exchange.ts";

/**
 * Stage: authorizes the caller by the rules of the surface, and finds whose records may be touched.
 * Throws `forbidden` or `insufficient_scope`.
 */
export function authorize(exchange: Exchange): void {
  const { surface, endpoint, isAnonymous, principal, request } = exchange;
  exchange.accessScope = isAnonymous ? "all" : surface.accessOf(endpoint, principal, request.$params.params);
}
