import type { ItemQuantity, OrderItem, OrderReturn, RequestedReturnItem, ReturnItem } from "../contracts.ts";
import { fail } from "./orders.errors.ts";

/** A requested quantity of an order's item. */
export type Asked = ItemQuantity & Pick<ReturnItem, "resolution" | "return_reason">;

/**
 * Matches requested items to items of an order. When several lines match, each takes what is still returnable of it, and
 * the last takes the rest. Throws `item_not_found`.
 */
export function itemsAskedFor(items: readonly OrderItem[], requested: readonly RequestedReturnItem[]): Asked[] {
  const left = new Map(items.map(({ id, pieces }) => [id, pieces.delivered]));
  return requested.flatMap(({ quantity, resolution, return_reason, ...named }, index) => {
    const matching = items.filter((item) => matches(item, named));
    if (matching.length === 0)
      throw fail("item_not_found", [{ path: `return_items.${index}`, message: "is no item of the order" }]);
    // The reason is missing when the customer was erased in the meantime.
    return split(matching, left, quantity).map((part) => ({ ...part, resolution, return_reason: return_reason ?? "" }));
  });
}

const matches = (
  { id, product_id, sku }: OrderItem,
  named: Partial<Record<"item_id" | "product_id" | "sku", string>>,
) =>
  (named.item_id === undefined || named.item_id === id) &&
  (named.product_id === undefined || named.product_id === product_id) &&
  (named.sku === undefined || named.sku === sku);

function split(matching: readonly OrderItem[], left: Map<string, number>, quantity: number): ItemQuantity[] {
  let rest = quantity;
  const parts = matching.map(({ id: item_id }, index) => {
    const isLast = index === matching.length - 1;
    const taken = isLast ? rest : Math.min(rest, Math.max(0, left.get(item_id) ?? 0));
    left.set(item_id, (left.get(item_id) ?? 0) - taken);
    rest -= taken;
    return { item_id, quantity: taken };
  });
  return parts.filter((part) => part.quantity > 0);
}

/** The quantity of each item. */
export function quantitiesOf(asked: readonly ItemQuantity[]): ItemQuantity[] {
  const sums = new Map<string, number>();
  for (const { item_id, quantity } of asked) sums.set(item_id, (sums.get(item_id) ?? 0) + quantity);
  return [...sums].map(([item_id, quantity]) => ({ item_id, quantity }));
}

/**
 * The items of a return with the amount that was paid for each: the pieces' part of what their line is worth. Parts are
 * differences of rounded cumulative amounts over all earlier returns, so that those of all pieces add up exactly.
 */
export function pricedItems(
  items: readonly OrderItem[],
  earlier: readonly Pick<OrderReturn, "status" | "items">[],
  asked: readonly Asked[],
): ReturnItem[] {
  const accepted = earlier.filter(({ status }) => status !== "rejected").flatMap((each) => each.items);
  const given = Map.groupBy<string, ItemQuantity & { amount: number }>(accepted, ({ item_id }) => item_id);
  return asked.map(({ item_id, quantity, resolution, return_reason }) => {
    const item = items.find(({ id }) => id === item_id);
    if (!item) throw fail("item_not_found");
    const lines = given.get(item_id) ?? [];
    const pieces = Math.min(item.quantity, sumOf(lines, "quantity") + quantity);
    const amount = Math.max(0, paidFor(item, pieces) - sumOf(lines, "amount"));
    given.set(item_id, [...lines, { item_id, quantity, amount }]);
    const { product_id, sku, name } = item;
    return { item_id, product_id, sku, name, quantity, resolution, return_reason, amount };
  });
}

// Half up, with BigInt: a product of an amount and a quantity may exceed the safe integers.
function paidFor({ worth, quantity }: OrderItem, pieces: number): number {
  const [part, of] = [BigInt(worth) * BigInt(pieces), BigInt(quantity)];
  return Number((2n * part + of) / (2n * of));
}

const sumOf = <Field extends string>(lines: readonly Record<Field, number>[], field: Field): number =>
  lines.reduce((sum, line) => sum + line[field], 0);
