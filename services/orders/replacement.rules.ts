import type { NewOrder, OrderDetail, OrderItem, ReturnItem } from "../contracts.ts";

/** The order that replaces pieces of a return: the same pieces at their price, fully discounted. */
export function replacementOf(
  order: Omit<OrderDetail, "items" | "timeline">,
  lines: readonly OrderItem[],
  { return_id, id }: { return_id: string; id: string },
  wanted: readonly ReturnItem[],
): NewOrder {
  const items = wanted.map(({ item_id, product_id, sku, name, quantity, amount: covered }) => {
    const { unit_price = 0, modifiers, source_id = null } = lines.find((line) => line.id === item_id) ?? {};
    return { product_id, sku, name, quantity, unit_price, modifiers, covered, source_id: source_id ?? item_id };
  });
  const worth = items.reduce(
    (sum, { quantity, unit_price, modifiers = [] }) =>
      sum + quantity * modifiers.reduce((each, modifier) => each + modifier.price * modifier.quantity, unit_price),
    0,
  );
  return {
    id,
    customer_id: order.customer_id ?? "",
    contact: order.contact,
    currency: order.currency,
    items,
    sub_total: worth,
    discount: worth,
    tax: 0,
    shipping: 0,
    tip: 0,
    funded_by: order.funded_by ?? order.id,
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
