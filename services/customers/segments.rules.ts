import type { CustomerSegment, SegmentRules } from "../contracts.ts";

/** The rules of a store that has set none of its own (contract §6). */
export const usualSegments: SegmentRules = { vip_spent: 1_000, new_days: 30, at_risk_days: 90 };

const dayMs = 24 * 3600 * 1000;

/** The figures that a segment follows from. Amounts are minor units; times are 0 without an order. */
export interface OrderFigures {
  total_orders: number;
  total_order_amount: number;
  first_order_at: number;
  last_order_at: number;
}

/** A store's rules in the units of the comparison: minor units and milliseconds. */
export interface SegmentLimits {
  vip: number;
  newMs: number;
  atRiskMs: number;
}

/** A segment, and the time at which it expires without another order; null for never. */
export interface SegmentSpan {
  segment: CustomerSegment;
  until: number | null;
}

/** The limits of a store's rules, with defaults for missing ones, in the decimals of its currency. */
export function limitsOf(set: Partial<SegmentRules> | undefined, decimals: number): SegmentLimits {
  const { vip_spent, new_days, at_risk_days } = { ...usualSegments, ...set };
  return { vip: Math.round(vip_spent * 10 ** decimals), newMs: new_days * dayMs, atRiskMs: at_risk_days * dayMs };
}

/** The segment of a customer by their orders, and its expiry. */
export function segmentOf(figures: OrderFigures, limits: SegmentLimits, now: number): SegmentSpan {
  const { total_orders, total_order_amount, first_order_at, last_order_at } = figures;
  if (total_order_amount >= limits.vip) return { segment: "vip", until: null };
  if (total_orders === 0) return { segment: "new", until: null };
  const newUntil = first_order_at + limits.newMs;
  if (now < newUntil) return { segment: "new", until: newUntil };
  const activeUntil = last_order_at + limits.atRiskMs;
  return now < activeUntil ? { segment: "active", until: activeUntil } : { segment: "at_risk", until: null };
}
