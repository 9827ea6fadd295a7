import type { OrderMoney, OrderWithItems } from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

/** Refuses an order of another customer. Throws `order_not_found`. */
export function assertOrderOf({ customer_id }: OrderWithItems, of: string): void {
  if (customer_id !== of) throw fail("order_not_found");
}

/** Refuses to spend points on a cancelled or refunded order. Throws `order_not_discountable`. */
export function assertDiscountable({ status, financial_status }: OrderWithItems): void {
  if (status === "cancelled" || status === "refunded" || financial_status === "refunded")
    throw fail("order_not_discountable");
}

/** Refuses a discount of more than is refundable. Throws `redemption_exceeds_order`. */
export function assertCoveredBy({ refundable }: OrderMoney, reward_value: number): void {
  if (reward_value > refundable) throw fail("redemption_exceeds_order");
}
