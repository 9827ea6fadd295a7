import type { ItemQuantity, OrderDetail, OrderItem, OrderReturn, ReturnItem } from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

/** A requested quantity of an order's item. */
export type Asked = ItemQuantity & Pick<ReturnItem, "resolution" | "return_reason">;

type Paid = Pick<OrderDetail, "sub_total" | "discount" | "tax">;

/**
 * The items of a return with the amount that was paid for each line: its share of the subtotal less the discount plus the
 * tax. Shares are differences of rounded cumulative amounts, so that those of all pieces add up exactly.
 */
export function pricedItems(
  order: Paid & Pick<OrderDetail, "items">,
  earlier: readonly OrderReturn[],
  asked: readonly Asked[],
): ReturnItem[] {
  const given = new Map(
    order.items.map(({ id }) => [id, linesOf(earlier, id).map(({ quantity, amount }) => ({ quantity, amount }))]),
  );
  return asked.map(({ item_id, quantity, resolution, return_reason }) => {
    const item = order.items.find(({ id }) => id === item_id);
    if (!item) throw fail("item_not_found");
    const lines = given.get(item_id) ?? [];
    const pieces = Math.min(item.quantity, sumOf(lines, "quantity") + quantity);
    const amount = Math.max(0, paidFor(order, item, pieces) - sumOf(lines, "amount"));
    lines.push({ quantity, amount });
    const { product_id, sku, name } = item;
    return { item_id, product_id, sku, name, quantity, resolution, return_reason, amount };
  });
}

/** The amount paid for the goods of an order, without shipping and tip. */
export const goodsOf = ({ sub_total, discount, tax }: Paid): number => sub_total - discount + tax;

// The amount of the first pieces of an item: the difference of two cumulative amounts of the whole order.
function paidFor(order: Paid & Pick<OrderDetail, "items">, item: OrderItem, pieces: number) {
  const before = order.items.slice(0, order.items.indexOf(item)).reduce((sum, { total }) => sum + total, 0);
  const whole = order.items.reduce((sum, { total }) => sum + total, 0);
  if (whole === 0) return 0;
  const goods = BigInt(goodsOf(order));
  const cumulative = (of: number) =>
    rounded(
      goods * (BigInt(before) * BigInt(item.quantity) + BigInt(item.total) * BigInt(of)),
      BigInt(whole) * BigInt(item.quantity),
    );
  return cumulative(pieces) - cumulative(0);
}

// Half up; the amounts are never negative.
const rounded = (part: bigint, of: bigint): number => Number((2n * part + of) / (2n * of));

/**
 * The refund for lines of a return: the amount paid for them, but with all other returns never more than the goods cost,
 * and never more than is refundable.
 */
export function refundFor(
  order: Paid,
  returns: readonly OrderReturn[],
  mine: { id: string; lines: readonly ReturnItem[] },
  refundable: number,
): number {
  const others = returns.filter(({ id }) => id !== mine.id);
  const rest = goodsOf(order) - others.reduce((sum, { refund_amount }) => sum + (refund_amount ?? 0), 0);
  return Math.max(0, Math.min(sumOf(mine.lines, "amount"), rest, refundable));
}

/** The lines of an item in all returns that are not rejected. */
export const linesOf = (returns: readonly OrderReturn[], id: string) =>
  returns
    .filter(({ status }) => status !== "rejected")
    .flatMap(({ items }) => items.filter(({ item_id }) => item_id === id));

/** The sum of a field over some lines. */
export const sumOf = <Field extends string>(lines: readonly Record<Field, number>[], field: Field): number =>
  lines.reduce((sum, line) => sum + line[field], 0);
