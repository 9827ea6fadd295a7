import type { Order, OrderItem } from "../../../contracts.ts";
import { financialStatus, orderFulfillmentStatus, orderStatus, paymentStatus } from "../shared/enumerations.ts";
import { count, id, list, money, oneOf, text, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";

const itemsShown = 3;

const primaryItem = shape<OrderItem>("PrimaryItem").with({
  product_id: id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ"),
  sku: text("PASTA-ALFREDO"),
  name: text("Alfredo Pasta"),
  quantity: count(2),
});

/** An order in a shopper's history: what it is, what it cost, and some of what was in it. */
export const orderSummary = shape<Order & { items?: OrderItem[] }>("OrderSummary").with({
  id: id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  order_number: id("A-1045"),
  order_date: time("2025-06-15T10:30:00.000Z").from("created_at"),
  status: oneOf(orderStatus, "delivered"),
  payment_status: oneOf(paymentStatus, "captured", "The latest payment's."),
  financial_status: oneOf(financialStatus, "paid"),
  fulfillment_status: oneOf(orderFulfillmentStatus, "fulfilled"),
  currency: text("BDT"),
  grand_total: money(66.17),
  updated_at: time("2025-06-17T09:00:00.000Z"),
  item_count: count(2, "Pieces, not lines.").from(({ items = [] }) =>
    items.reduce((sum, { quantity }) => sum + quantity, 0),
  ),
  primary_items: list(primaryItem, "The first lines of the order.").from(({ items = [] }) =>
    items.slice(0, itemsShown),
  ),
});
