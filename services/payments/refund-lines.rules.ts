import { splitAmount } from "../../mixins/values/split.ts";
import { surplusLine } from "../contracts/payments.ts";
import type { MoneyLine, RefundLine } from "../contracts.ts";
import { fail } from "./payments.errors.ts";

/** A line of an order that a refund shall be for; without an amount, what its pieces cost. */
export interface WantedLine {
  line: string;
  quantity: number;
  amount?: number;
}

/** What of a line was not given back yet. */
export interface Left extends MoneyLine {
  amountLeft: number;
  quantityLeft: number;
}

/** The line of money that no line of the order stands for: of orders whose lines do not add up to their total. */
export const otherLine = "other";

/**
 * What is left of an order's lines after refunds, oldest first. A refund without lines, from before they were kept, is
 * spread over all.
 */
export function leftAfter(
  lines: readonly MoneyLine[],
  refunds: readonly { amount: number; lines: RefundLine[] | null }[],
): Left[] {
  const whole = lines.map((line) => ({ ...line, amountLeft: line.amount, quantityLeft: line.quantity }));
  return refunds.reduce((left, refund) => without(left, refund.lines ?? spread(left, refund.amount)), whole);
}

/** The lines of a refund of an amount: in proportion to what is left of each, by largest remainder. */
export function spread(left: readonly Left[], amount: number): RefundLine[] {
  const there = left.reduce((sum, { amountLeft }) => sum + amountLeft, 0);
  const parts = splitAmount(
    Math.min(amount, there),
    left.map(({ amountLeft }) => amountLeft),
  );
  const lines = left.map(({ line }, index) => ({ line, quantity: null, amount: parts[index] ?? 0 }));
  const rest = { line: otherLine, quantity: null, amount: Math.max(0, amount - there) };
  return [...lines, rest].filter((line) => line.amount > 0);
}

/**
 * The lines of a refund of an amount that is for some lines alone, in proportion to what is left of each; of no line more
 * than its own amount. With `capped` it is as much as is left. Throws `refund_exceeds_paid`.
 */
export function spreadOver(
  left: readonly Left[],
  wanted: readonly WantedLine[],
  amount: number,
  capped = false,
): RefundLine[] {
  const some = left.flatMap((each) => {
    const ours = wanted.filter(({ line }) => line === each.line);
    const most = ours.reduce((sum, want) => sum + (want.amount ?? each.amountLeft), 0);
    return ours.length > 0 ? [{ ...each, amountLeft: Math.min(each.amountLeft, most) }] : [];
  });
  const there = some.reduce((sum, { amountLeft }) => sum + amountLeft, 0);
  if (amount > there && !capped)
    throw fail("refund_exceeds_paid", [{ path: "amount", message: "is more than was paid and not given back" }]);
  return spread(some, Math.min(amount, there));
}

/**
 * The lines of a refund of pieces. A line's last pieces take all that is left of it, so that its parts add up exactly.
 * With `capped` it is for as many pieces as are left. Throws `refund_item_unknown`, `refund_exceeds_paid`.
 */
export function ofPieces(left: readonly Left[], wanted: readonly WantedLine[], capped = false): RefundLine[] {
  let now = left;
  return wanted.map((want, index) => {
    const [found] = now.filter(({ line }) => line === want.line);
    if (!found) throw fail("refund_item_unknown", [{ path: `items.${index}.id`, message: "is no item of the order" }]);
    if (want.quantity > found.quantityLeft && !capped) {
      const message = `is more than ${found.quantityLeft}, of which the money was not given back`;
      throw fail("refund_exceeds_paid", [{ path: `items.${index}.quantity`, message }]);
    }
    const quantity = Math.min(want.quantity, found.quantityLeft);
    const line = { line: want.line, quantity, amount: quantity === 0 ? 0 : amountOf(found, { ...want, quantity }) };
    now = without(now, [line]);
    return line;
  });
}

function amountOf({ amount, quantity, amountLeft, quantityLeft }: Left, want: WantedLine): number {
  if (want.amount !== undefined) return Math.min(want.amount, amountLeft);
  if (want.quantity === quantityLeft) return amountLeft;
  const given = quantity - quantityLeft;
  return Math.min(amountLeft, rounded(amount, given + want.quantity, quantity) - rounded(amount, given, quantity));
}

// Half up; the amounts are never negative.
function rounded(amount: number, part: number, of: number): number {
  const [above, below] = [BigInt(amount) * BigInt(part), BigInt(of)];
  return Number((2n * above + below) / (2n * below));
}

/** The lines as far as they fit into an amount, and the rest of them. */
export function cut(lines: readonly RefundLine[], amount: number): [RefundLine[], RefundLine[]] {
  const [fits, rest]: [RefundLine[], RefundLine[]] = [[], []];
  let free = amount;
  for (const line of lines) {
    const part = Math.min(free, line.amount);
    free -= part;
    // The pieces count with the line's first part.
    if (part > 0 || line.amount === 0) fits.push({ ...line, amount: part });
    if (line.amount > part)
      rest.push({ ...line, quantity: part > 0 ? null : line.quantity, amount: line.amount - part });
  }
  return [fits, rest];
}

/** The sum of the lines' amounts. */
export const sumOf = (lines: readonly { amount: number }[]): number =>
  lines.reduce((sum, { amount }) => sum + amount, 0);

/** The part of some lines that is for goods: not for shipping, tip, or nothing in particular. */
export const goodsIn = <Line extends { line: string; amount: number }>(lines: readonly Line[]): number =>
  sumOf(lines.filter(({ line }) => !noGoods.includes(line)));

const noGoods = ["shipping", "tip", otherLine, surplusLine];

function without(left: readonly Left[], lines: readonly RefundLine[]): Left[] {
  return left.map((each) => {
    const mine = lines.filter(({ line }) => line === each.line);
    const pieces = mine.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0);
    return {
      ...each,
      amountLeft: Math.max(0, each.amountLeft - sumOf(mine)),
      quantityLeft: Math.max(0, each.quantityLeft - pieces),
    };
  });
}
