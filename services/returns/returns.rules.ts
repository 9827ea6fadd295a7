import { pick } from "../../mixins/values/pick.ts";
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
export const snapshot = ({ items, ...rest }: OrderReturn): Snapshot => ({
  ...pick(rest, ["order_number", "status"]),
  items: items.map((item) => pick(item, ["item_id", "sku", "quantity", "resolution", "amount"])),
  ...pick(rest, ["refund_amount", "currency", "replacement_order_id"]),
});
