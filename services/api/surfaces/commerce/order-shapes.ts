import type {
  Order,
  OrderDetail,
  OrderItem,
  OrderItemModifier,
  OrderPromotion,
  Payment,
  PricedCart,
} from "../../../contracts.ts";
import { orderStatus, orderType, paymentStatus } from "../shared/enumerations.ts";
import { count, id, list, money, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { ownPayment } from "../shared/order-shapes.ts";
import { shape } from "../shared/shape.ts";

const modifier = shape<OrderItemModifier>("OrderItemModifier").with({
  modifier_id: text("mod_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").from("id"),
  name: text("Extra cheese"),
  price: money(1.5),
  quantity: count(1),
});

const item = shape<OrderItem>("OrderItem").with({
  id: id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  menu_item_id: text("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").from("product_id"),
  name: text("Alfredo Pasta"),
  quantity: count(2),
  unit_price: money(12, "Without its modifiers."),
  modifiers: list(modifier),
  special_instructions: textOrNull("No onions"),
  total: money(27),
});

const promotion = shape<OrderPromotion>("OrderPromotion").with({
  code: text("SAVE10"),
  discount: money(2.5),
  description: text("10% off your order"),
});

/** An order as lists show it. */
export const listedOrder = shape<Order & { items?: OrderItem[] }>("ListedOrder").with({
  id: id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  order_number: id("A-1042"),
  customer_id: textOrNull("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  status: oneOf(orderStatus, "confirmed"),
  order_type: orNull(oneOf(orderType, "PICKUP")),
  location_id: textOrNull("loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  scheduled_time: orNull(time("2027-01-24T18:30:00.000Z"), "Null for at once.").from("scheduled_at"),
  items: list(item).from(({ items = [] }) => items),
  subtotal: money(27).from("sub_total"),
  discount: money(0),
  tax: money(2.7),
  shipping: money(0),
  tip: money(5),
  total: money(34.7).from("grand_total"),
  currency: id("USD"),
  payment_status: oneOf(paymentStatus, "captured"),
  created_at: time("2027-01-24T17:00:00.000Z"),
  updated_at: time("2027-01-24T17:00:00.000Z"),
});

/** A single order: with its promotion. */
export const order = shape<OrderDetail>("Order").with({
  ...listedOrder.fields,
  promo_applied: orNull(promotion).showing(null).from("promotion"),
});

/** An order that was placed, and what its payment asks for. */
export const placedOrder = shape<OrderDetail & { payment: Payment | null }>("PlacedOrder").with({
  ...order.fields,
  payment: orNull(ownPayment, "Null for an order that costs nothing.").showing(null),
});

/** The total of a cart. */
export const total = shape<PricedCart>("OrderTotal").with({
  subtotal: money(24.99).from("sub_total"),
  tax: money(2.25),
  discount: money(2.5),
  tip: money(0),
  total: money(24.74),
  promo_applied: orNull(promotion, "Null without a code.").from("promotion"),
});
