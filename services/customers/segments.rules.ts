import type { CustomerSegment, SegmentRules } from "../contracts.ts";

/** The numbers of a store that has set none of its own (contract §6). */
export const usualSegments: SegmentRules = { vip_spent: 1_000, new_days: 30, at_risk_days: 90 };

const dayMs = 24 * 3600 * 1000;

/** What a segment follows from. Amounts are minor units; times of orders that are not there are 0. */
export interface OrderFigures {
  total_orders: number;
  total_order_amount: number;
  first_order_at: number;
  last_order_at: number;
}

/** A store's numbers as they are compared: minor units and milliseconds. */
export interface SegmentLimits {
  vip: number;
  newMs: number;
  atRiskMs: number;
}

/** A segment, and the time from which on it may be another without any order; null for never. */
export interface SegmentSpan {
  segment: CustomerSegment;
  until: number | null;
}

/** A store's numbers, what it left out as usual, in the decimals of its currency. */
export function limitsOf(set: Partial<SegmentRules> | undefined, decimals: number): SegmentLimits {
  const { vip_spent, new_days, at_risk_days } = { ...usualSegments, ...set };
  return { vip: Math.round(vip_spent * 10 ** decimals), newMs: new_days * dayMs, atRiskMs: at_risk_days * dayMs };
}

/** Where a customer stands by what and when they ordered, and until when. */
export function segmentOf(figures: OrderFigures, limits: SegmentLimits, now: number): SegmentSpan {
  const { total_orders, total_order_amount, first_order_at, last_order_at } = figures;
  if (total_order_amount >= limits.vip) return { segment: "vip", until: null };
  if (total_orders === 0) return { segment: "new", until: null };
  const newUntil = first_order_at + limits.newMs;
  if (now < newUntil) return { segment: "new", until: newUntil };
  const activeUntil = last_order_at + limits.atRiskMs;
  return now < activeUntil ? { segment: "active", until: activeUntil } : { segment: "at_risk", until: null };
}
