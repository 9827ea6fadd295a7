import type {
  ItemQuantity,
  MoneyLine,
  OrderItem,
  OrderMoney,
  OrderReturn,
  OrderWithItems,
  Payment,
  Refund,
  ReturnItem,
} from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";

/** What a refund is for: pieces of a line of the order that was paid, with what was promised for them. */
export interface RefundedLine {
  line: string;
  quantity: number;
  amount?: number;
}

/** The money of a paid order by line: its items, free ones too, shipping, tip, and what no line stands for. */
export function ledgerOf({ items, shipping, tip, grand_total }: OrderWithItems): MoneyLine[] {
  const lines = items.map(({ id, quantity, worth }) => ({ line: id, quantity, amount: worth }));
  const known = lines.reduce((sum, { amount }) => sum + amount, shipping + tip);
  const whole = (line: string, amount: number) => (amount > 0 ? [{ line, quantity: 1, amount }] : []);
  const other = Math.max(0, grand_total - known);
  return [...lines, ...whole("shipping", shipping), ...whole("tip", tip), ...whole("other", other)];
}

/**
 * The payments beyond those that cover an order. The oldest count, whichever came when: whoever asks, and however often,
 * finds the same.
 */
export function surplusOf(
  { grand_total }: Pick<OrderWithItems, "grand_total">,
  { payments }: { payments: readonly Pick<Payment, "id" | "captured">[] },
): Pick<Payment, "id" | "captured">[] {
  let covered = 0;
  return payments.filter(({ captured }) => {
    const isOver = captured > 0 && covered >= grand_total;
    covered += captured;
    return isOver;
  });
}

/** The lines of a refund of some items of an order that was paid itself. */
export const linesOf = (wanted: readonly ItemQuantity[]): RefundedLine[] =>
  wanted.map(({ item_id, quantity }) => ({ line: item_id, quantity }));

/** The lines of a refund of returned items, with the amounts that were promised for them. */
export const returnedLinesOf = (items: readonly ReturnItem[]): RefundedLine[] =>
  items.map(({ item_id: line, quantity, amount }) => ({ line, quantity, amount }));

/**
 * Refuses a refund of items of another order, of more pieces than the order has, and of more than can be refunded.
 * Throws `refund_item_unknown`, `refund_exceeds_paid`.
 */
export function assertGivable(
  order: OrderWithItems,
  { amount, items = [] }: { amount?: number; items?: ItemQuantity[] },
  { refundable }: Pick<OrderMoney, "refundable">,
): void {
  for (const [index, { item_id, quantity }] of items.entries()) {
    const item = itemOf(order, item_id);
    if (!item) throw fail("refund_item_unknown", [{ path: `items.${index}.id`, message: "is no item of the order" }]);
    if (quantity > item.quantity)
      throw fail("refund_exceeds_paid", [
        { path: `items.${index}.quantity`, message: `is more than ${item.quantity}` },
      ]);
  }
  if (amount !== undefined && amount > refundable)
    throw fail("refund_exceeds_paid", [{ path: "amount", message: "is more than was paid and not given back" }]);
}

/** What of a refund was given back, or will be, when parts of it were declined. */
export const givenBy = ({ refunds }: Pick<OrderMoney, "refunds">, of: string): number =>
  refunds.reduce(
    (sum, { reference, status, amount }) => (reference === of && status !== "failed" ? sum + amount : sum),
    0,
  );

/** Refuses to settle a refund that was not declined. Throws `refund_not_found`, `refund_not_failed`. */
export function assertSettleable(refunds: readonly Pick<Refund, "id" | "status">[], refund_id: string): void {
  const found = refunds.find(({ id }) => id === refund_id);
  if (!found) throw fail("refund_not_found");
  if (found.status !== "failed") throw fail("refund_not_failed");
}

/** The order whose payments cover an order: of a replacement, the one that was paid. */
export const payerOf = ({ id, funded_by }: Pick<OrderWithItems, "id" | "funded_by">): string => funded_by ?? id;

/** The refund of a return that was declined is noted with the return once it is settled. */
export const returnIn = (reference: string): OrderReturn["id"] | undefined =>
  reference.startsWith("return:") ? reference.split(":")[1] : undefined;

const itemOf = ({ items }: OrderWithItems, item_id: string): OrderItem | undefined =>
  items.find(({ id }) => id === item_id);
