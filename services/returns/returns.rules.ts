import type { OrderReturn, ReturnItem, ReturnStatus, Snapshot } from "../contracts.ts";
import { fail } from "./returns.errors.ts";

const next: Record<ReturnStatus, readonly ReturnStatus[]> = {
  requested: ["approved", "rejected"],
  approved: ["received", "rejected"],
  rejected: [],
  received: [],
};

/** Checks that a return can change to a status. Throws `invalid_return_transition`. */
export function assertNext(from: ReturnStatus, to: ReturnStatus): void {
  if (!next[from].includes(to)) throw fail("invalid_return_transition");
}

/** An item as it is kept once its customer is erased. */
export const withoutReason = (item: ReturnItem): ReturnItem => ({ ...item, return_reason: "" });

/** The part of a return that events carry: no address and no free text. */
export function snapshot({ items, ...rest }: OrderReturn): Snapshot {
  const { order_number, status, refund_amount, currency, replacement_order_id } = rest;
  return {
    order_number,
    status,
    items: items.map(({ item_id, sku, quantity, resolution, amount }) => ({
      item_id,
      sku,
      quantity,
      resolution,
      amount,
    })),
    refund_amount,
    currency,
    replacement_order_id,
  };
}
