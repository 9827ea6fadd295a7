import type { ItemQuantity, OrderDetail, OrderItem, OrderReturn, ReturnItem } from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

/** A requested quantity of an order's item. */
export type Asked = ItemQuantity & Pick<ReturnItem, "resolution" | "return_reason">;

/**
 * The items of a return with the amount that was paid for each: the pieces' part of what their line is worth. Parts are
 * differences of rounded cumulative amounts, so that those of all pieces add up exactly.
 */
export function pricedItems(
  { items }: Pick<OrderDetail, "items">,
  earlier: readonly OrderReturn[],
  asked: readonly Asked[],
): ReturnItem[] {
  const given = new Map(
    items.map(({ id }) => [id, linesOf(earlier, id).map(({ quantity, amount }) => ({ quantity, amount }))]),
  );
  return asked.map(({ item_id, quantity, resolution, return_reason }) => {
    const item = items.find(({ id }) => id === item_id);
    if (!item) throw fail("item_not_found");
    const lines = given.get(item_id) ?? [];
    const pieces = Math.min(item.quantity, sumOf(lines, "quantity") + quantity);
    const amount = Math.max(0, paidFor(item, pieces) - sumOf(lines, "amount"));
    lines.push({ quantity, amount });
    const { product_id, sku, name } = item;
    return { item_id, product_id, sku, name, quantity, resolution, return_reason, amount };
  });
}

// Half up, with BigInt: a product of an amount and a quantity may exceed the safe integers.
function paidFor({ worth, quantity }: OrderItem, pieces: number): number {
  const [part, of] = [BigInt(worth) * BigInt(pieces), BigInt(quantity)];
  return Number((2n * part + of) / (2n * of));
}

// The lines of an item in all returns that are not rejected.
const linesOf = (returns: readonly OrderReturn[], id: string) =>
  returns
    .filter(({ status }) => status !== "rejected")
    .flatMap(({ items }) => items.filter(({ item_id }) => item_id === id));

const sumOf = <Field extends string>(lines: readonly Record<Field, number>[], field: Field): number =>
  lines.reduce((sum, line) => sum + line[field], 0);
