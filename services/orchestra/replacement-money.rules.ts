import type { ItemQuantity, MoneyLine, OrderItem, OrderMoney, OrderWithItems, ReturnItem } from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";
import type { RefundedLine } from "./refunds.rules.ts";

/** The reference of a refund. That for a replacement, whose money is another order's, ends in the replacement's id. */
export const refundReference = ({ id, funded_by }: Pick<OrderWithItems, "id" | "funded_by">, of: string): string =>
  funded_by === null ? of : `${of}:${id}`;

interface Covered extends MoneyLine {
  quantityLeft: number;
  amountLeft: number;
}

/**
 * What was paid for the pieces of a replacement, by line of the order that was paid, and what of that is left: what was
 * not given back for this replacement, nor for pieces that were replaced once more.
 */
export function coveredIn({ id, items }: OrderWithItems, { refunds }: Pick<OrderMoney, "refunds">): Covered[] {
  const ours = refunds.filter(({ status, reference }) => status !== "failed" && reference.endsWith(`:${id}`));
  const given = ours.flatMap(({ lines }) => lines ?? []);
  return [...Map.groupBy(items, lineOf)].map(([line, some]) => {
    const mine = given.filter((each) => each.line === line);
    const moved = some.map((item) => ({ quantity: item.pieces.replaced, amount: worthOf(item, item.pieces.replaced) }));
    const [quantity, amount] = [sumOf(some, "quantity"), some.reduce((sum, { worth }) => sum + worth, 0)];
    const pieces = mine.map((each) => ({ quantity: each.quantity ?? 0 }));
    return {
      ...{ line, quantity, amount },
      quantityLeft: Math.max(0, quantity - sumOf(moved, "quantity") - sumOf(pieces, "quantity")),
      amountLeft: Math.max(0, amount - sumOf(moved, "amount") - sumOf(mine, "amount")),
    };
  });
}

/** What of a replacement can be given back. */
export const coveredAmount = (order: OrderWithItems, money: Pick<OrderMoney, "refunds" | "refundable">): number =>
  Math.min(money.refundable, sumOf(coveredIn(order, money), "amountLeft"));

/** What can be refunded for an order: of a replacement, what its pieces stand for. `money` is of the order that was paid. */
export const coveredBy = (order: OrderWithItems, money: Pick<OrderMoney, "refundable" | "refunds">) => ({
  refundable: order.funded_by === null ? money.refundable : coveredAmount(order, money),
});

/** The lines of all that is left of a replacement. */
export const allCovered = (order: OrderWithItems, money: Pick<OrderMoney, "refunds">): RefundedLine[] =>
  coveredIn(order, money)
    .filter(({ quantityLeft }) => quantityLeft > 0)
    .map(({ line, quantityLeft: quantity, amountLeft: amount }) => ({ line, quantity, amount }));

/**
 * The lines of a refund of some items of a replacement; a line's last pieces take all that is left of it.
 * Throws `refund_exceeds_paid`.
 */
export function coveredItems(
  order: OrderWithItems,
  money: Pick<OrderMoney, "refunds">,
  wanted: readonly ItemQuantity[],
): RefundedLine[] {
  const left = new Map(coveredIn(order, money).map((each) => [each.line, each]));
  return wanted.map(({ item_id, quantity }, index) => {
    const item = order.items.find(({ id }) => id === item_id);
    const found = item && left.get(lineOf(item));
    if (!found || quantity > found.quantityLeft) {
      const message = `is more than ${found?.quantityLeft ?? 0}, of which the money was not given back`;
      throw fail("refund_exceeds_paid", [{ path: `items.${index}.quantity`, message }]);
    }
    const amount = partOf(found, quantity);
    const { line, quantityLeft, amountLeft } = found;
    left.set(line, { ...found, quantityLeft: quantityLeft - quantity, amountLeft: amountLeft - amount });
    return { line, quantity, amount };
  });
}

/** The lines of a refund of pieces of a replacement that came back, as far as they are left. */
export function coveredReturn(
  order: OrderWithItems,
  money: Pick<OrderMoney, "refunds">,
  items: readonly ReturnItem[],
): RefundedLine[] {
  const left = new Map(coveredIn(order, money).map((each) => [each.line, each]));
  const lines = items.map(({ item_id, ...promised }) => {
    const item = order.items.find(({ id }) => id === item_id);
    const line = item ? lineOf(item) : item_id;
    const { quantityLeft = 0, amountLeft = 0, ...found } = left.get(line) ?? {};
    const quantity = Math.min(promised.quantity, quantityLeft);
    const amount = Math.min(promised.amount, amountLeft);
    const rest = { quantityLeft: quantityLeft - quantity, amountLeft: amountLeft - amount };
    left.set(line, { line, quantity: 0, amount: 0, ...found, ...rest });
    return { line, quantity, amount };
  });
  return lines.filter(({ quantity }) => quantity > 0);
}

function partOf({ quantity, amount, quantityLeft, amountLeft }: Covered, wanted: number): number {
  if (wanted === quantityLeft) return amountLeft;
  const [whole, before] = [{ worth: amount, quantity }, quantity - quantityLeft];
  return Math.min(amountLeft, worthOf(whole, before + wanted) - worthOf(whole, before));
}

const lineOf = ({ id, source_id }: OrderItem): string => source_id ?? id;

// Half up, with BigInt: a product of an amount and a quantity may exceed the safe integers.
function worthOf({ worth, quantity }: Pick<OrderItem, "worth" | "quantity">, pieces: number): number {
  const [part, of] = [BigInt(worth) * BigInt(pieces), BigInt(quantity)];
  return Number((2n * part + of) / (2n * of));
}

const sumOf = <Field extends string>(some: readonly Record<Field, number>[], field: Field): number =>
  some.reduce((sum, each) => sum + each[field], 0);
