import type {
  ItemQuantity,
  NewOrder,
  OrderDetail,
  OrderItem,
  OrderReturn,
  RequestedReturnItem,
  ReturnItem,
  StockLine,
} from "../contracts.ts";
import { fail } from "./orchestra.errors.ts";
import { payerOf } from "./refunds.rules.ts";
import type { Asked } from "./return-amounts.rules.ts";

/**
 * Matches requested items to items of an order. When several lines match, each takes what is still returnable of it, and
 * the last takes the rest. Throws `item_not_found`.
 */
export function itemsAskedFor(
  { items }: Pick<OrderDetail, "items">,
  requested: readonly RequestedReturnItem[],
): Asked[] {
  const left = new Map(items.map(({ id, pieces }) => [id, pieces.delivered]));
  return requested.flatMap(({ quantity, resolution, return_reason, ...named }, index) => {
    const matching = items.filter((item) => matches(item, named));
    if (matching.length === 0)
      throw fail("item_not_found", [{ path: `return_items.${index}`, message: "is no item of the order" }]);
    // The reason is missing when the customer was erased in the matchingime.
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

/** The requested quantity of each item. */
export function quantitiesOf(asked: readonly ItemQuantity[]): ItemQuantity[] {
  const sums = new Map<string, number>();
  for (const { item_id, quantity } of asked) sums.set(item_id, (sums.get(item_id) ?? 0) + quantity);
  return [...sums].map(([item_id, quantity]) => ({ item_id, quantity }));
}

/** The returned quantity of each SKU. */
export const piecesOf = (items: readonly ReturnItem[]): StockLine[] => {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of items) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  return [...pieces].map(([sku, quantity]) => ({ sku, quantity }));
};

/** The replacement order: the same pieces at their price, fully discounted. */
export function replacementOf(
  order: OrderDetail,
  { id: return_id, customer_id }: Pick<OrderReturn, "id" | "customer_id">,
  id: string,
  wanted: readonly ReturnItem[],
): NewOrder {
  const items = wanted.map(({ item_id, product_id, sku, name, quantity, amount: covered }) => {
    const { unit_price = 0, modifiers, source_id = null } = order.items.find((item) => item.id === item_id) ?? {};
    return { product_id, sku, name, quantity, unit_price, modifiers, covered, source_id: source_id ?? item_id };
  });
  const worth = items.reduce(
    (sum, { quantity, unit_price, modifiers = [] }) =>
      sum + quantity * modifiers.reduce((each, modifier) => each + modifier.price * modifier.quantity, unit_price),
    0,
  );
  return {
    id,
    customer_id,
    contact: order.contact,
    currency: order.currency,
    items,
    sub_total: worth,
    discount: worth,
    tax: 0,
    shipping: 0,
    tip: 0,
    funded_by: payerOf(order),
    payment_method: "replacement",
    payment_status: "captured",
    financial_status: "paid",
    status: "confirmed",
    shipping_method: order.shipping_method,
    shipping_address: order.shipping_address,
    location_id: order.location_id,
    order_type: order.order_type,
    tags: ["replacement", return_id],
  };
}
