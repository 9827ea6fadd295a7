import type { ItemQuantity, OrderDetail, OrderItem, OrderReturn, ReturnItem } from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

/** What is asked for of an item of the order. */
export type Asked = ItemQuantity & Pick<ReturnItem, "resolution" | "return_reason">;

type Paid = Pick<OrderDetail, "sub_total" | "discount" | "tax">;

/**
 * What is asked for as a return keeps it, each line with what was paid for its pieces: their share of the subtotal less
 * the discount plus the tax. Shares are cut from one ruler, so that those of all pieces add up to exactly that.
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

/** What was paid for the goods of an order: all but shipping and tip. */
export const goodsOf = ({ sub_total, discount, tax }: Paid): number => sub_total - discount + tax;

// The first so many pieces of an item, between two marks on the ruler of the whole order.
function paidFor(order: Paid & Pick<OrderDetail, "items">, item: OrderItem, pieces: number) {
  const before = order.items.slice(0, order.items.indexOf(item)).reduce((sum, { total }) => sum + total, 0);
  const whole = order.items.reduce((sum, { total }) => sum + total, 0);
  if (whole === 0) return 0;
  const goods = BigInt(goodsOf(order));
  const mark = (of: number) =>
    rounded(
      goods * (BigInt(before) * BigInt(item.quantity) + BigInt(item.total) * BigInt(of)),
      BigInt(whole) * BigInt(item.quantity),
    );
  return mark(pieces) - mark(0);
}

// Half away from zero; amounts of a ruler are never below it.
const rounded = (part: bigint, of: bigint): number => Number((2n * part + of) / (2n * of));

/**
 * What is given back for lines of a return: what was paid for them, but together with all other returns never more than
 * the goods cost, and never more than there is.
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

/** What of an item returns have, or ask for. */
export const linesOf = (returns: readonly OrderReturn[], id: string) =>
  returns
    .filter(({ status }) => status !== "rejected")
    .flatMap(({ items }) => items.filter(({ item_id }) => item_id === id));

/** What one field of some lines adds up to. */
export const sumOf = <Field extends string>(lines: readonly Record<Field, number>[], field: Field): number =>
  lines.reduce((sum, line) => sum + line[field], 0);
