import { splitAmount } from "../../mixins/values/split.ts";
import type { OrderItem } from "../contracts/order-items.ts";
import type { Order } from "../contracts/orders.ts";

/** The amounts of an order that its lines have parts of. */
export type Amounts = Pick<Order, "sub_total" | "discount" | "tax">;

/** A line's amounts as its columns hold them: orders of before there were lines' amounts have none. */
export interface Kept {
  total: number;
  discount: number | null;
  tax: number | null;
  covered: number | null;
}

/** What a line's money is. */
export type Money = Pick<OrderItem, "discount" | "tax" | "worth">;

/**
 * The parts of an order's lines of its discount and tax, and what each is worth. Lines without parts of their own share
 * in proportion to what they cost, by largest remainder, so that all parts add up to the order's amounts.
 */
export function moneyOf(order: Amounts, lines: readonly Kept[]): Money[] {
  const own = lines.map(ownMoney);
  if (own.every((money) => money !== null) && addsUp(order, lines, own)) return own;
  const totals = lines.map(({ total }) => total);
  const [discounts, taxes] = [splitAmount(order.discount, totals), splitAmount(order.tax, totals)];
  const worths = splitAmount(order.sub_total - order.discount + order.tax, totals);
  return lines.map(({ covered }, index) => ({
    discount: discounts[index] ?? 0,
    tax: taxes[index] ?? 0,
    worth: covered ?? worths[index] ?? 0,
  }));
}

function ownMoney({ total, discount, tax, covered }: Kept): Money | null {
  return discount === null || tax === null ? null : { discount, tax, worth: covered ?? total - discount + tax };
}

function addsUp({ sub_total, discount, tax }: Amounts, lines: readonly Kept[], parts: readonly Money[]): boolean {
  const left = { sub_total, discount, tax };
  for (const { total } of lines) left.sub_total -= total;
  for (const part of parts) {
    left.discount -= part.discount;
    left.tax -= part.tax;
  }
  return left.sub_total === 0 && left.discount === 0 && left.tax === 0;
}
