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
      line,
      quantity,
      amount,
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
  const left = new CoveredLeft(order, money);
  return wanted.map(({ item_id, quantity }, index) => {
    const found = left.of(item_id);
    if (!found || quantity > found.quantityLeft) {
      const message = `is more than ${found?.quantityLeft ?? 0}, of which the money was not given back`;
      throw fail("refund_exceeds_paid", [{ path: `items.${index}.quantity`, message }]);
    }
    return left.take(found, quantity, partOf(found, quantity));
  });
}

/** The lines of a refund of pieces of a replacement that came back, as far as they are left. */
export function coveredReturn(
  order: OrderWithItems,
  money: Pick<OrderMoney, "refunds">,
  items: readonly ReturnItem[],
): RefundedLine[] {
  const left = new CoveredLeft(order, money);
  return items.flatMap(({ item_id, quantity, amount }) => {
    const found = left.of(item_id);
    if (!found || Math.min(quantity, found.quantityLeft) === 0) return [];
    return [left.take(found, Math.min(quantity, found.quantityLeft), Math.min(amount, found.amountLeft))];
  });
}

/** What is left of the lines of a replacement while a refund takes from them. */
class CoveredLeft {
  readonly #items: readonly OrderItem[];
  readonly #lines: Map<string, Covered>;

  constructor(order: OrderWithItems, money: Pick<OrderMoney, "refunds">) {
    this.#items = order.items;
    this.#lines = new Map(coveredIn(order, money).map((each) => [each.line, each]));
  }

  /** The line that an item stands for. */
  of(item_id: string): Covered | undefined {
    const item = this.#items.find(({ id }) => id === item_id);
    return item && this.#lines.get(lineOf(item));
  }

  take(from: Covered, quantity: number, amount: number): RefundedLine {
    const { line, quantityLeft, amountLeft } = from;
    this.#lines.set(line, { ...from, quantityLeft: quantityLeft - quantity, amountLeft: amountLeft - amount });
    return { line, quantity, amount };
  }
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
