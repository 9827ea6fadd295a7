import type { Exchange } from "./exchange.ts";

/**
 * Stage: whether the caller may call this endpoint, and for whose records, by the surface's own rules.
 * Throws `forbidden` or `insufficient_scope`.
 */
export function authorize(exchange: Exchange): void {
  const { surface, endpoint, open, principal, request } = exchange;
  exchange.accessScope = open ? "all" : surface.accessOf(endpoint, principal, request.$params.params);
}
