import type { FullOrder, OrderItem, OrderPromotion, Store } from "../../../contracts.ts";
import { orderItemModifier } from "../merchant/order-shapes.ts";
import { postalAddress } from "../shared/address.ts";
import { answers } from "../shared/answers.ts";
import { orderType } from "../shared/enumerations.ts";
import { count, flag, id, list, money, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";
import { tagOf } from "./order-common.ts";
import {
  amountDue,
  isCancellationAllowed,
  isRetryAvailable,
  isReturnAllowed,
  wordsOfCancellation,
} from "./order-state.ts";
import { orderSummary } from "./order-summary-shapes.ts";

const orderItem = shape<OrderItem>("OrderItem").with({
  id: id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF"),
  product_id: id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ"),
  sku: text("PASTA-ALFREDO"),
  name: text("Alfredo Pasta"),
  quantity: count(2),
  cancelled_quantity: count(0),
  returned_quantity: count(0),
  unit_price: money(30),
  total: money(60),
  modifiers: list(orderItemModifier).showing([]),
  special_instructions: textOrNull(null),
});

const promotion = shape<OrderPromotion>("OrderPromotion").with({
  code: text("SAVE10"),
  discount: money(6),
  description: text("10% off your order"),
});

const cancellation = shape<FullOrder>("OrderCancellation").with({
  reason: textOrNull("customer_request").from("cancel_reason"),
  details: textOrNull("Ordered by mistake.", "The shopper's own words, where it was the shopper who cancelled.").from(
    wordsOfCancellation,
  ),
});

/** An order with everything that its shopper may know of it, and may do with it at a time. */
export const orderDetail = shape<FullOrder & { now: number }>("OrderDetail").with({
  ...orderSummary.fields,
  order_type: orNull(oneOf(orderType, "SHIP")),
  scheduled_time: orNull(time("2025-06-16T18:00:00.000Z")).showing(null).from("scheduled_at"),
  delivered_at: orNull(time("2025-06-17T09:00:00.000Z")),
  items: list(orderItem),
  sub_total: money(60),
  discount: money(0),
  tax: money(6.17),
  shipping: money(0),
  tip: money(0),
  promotion: orNull(promotion).showing(null),
  payment_method: text("card"),
  amount_paid: money(66.17).from((order) => order.money.captured),
  amount_refunded: money(0).from((order) => order.money.refunded),
  amount_due: money(0).from(amountDue),
  shipping_method: textOrNull("Standard delivery"),
  shipping_address: orNull(postalAddress),
  cancellation: orNull(cancellation)
    .showing(null)
    .from((order) => (order.status === "cancelled" ? order : null)),
  is_cancellation_allowed: flag(false).from(isCancellationAllowed),
  is_return_allowed: flag(true).from((order, store) => isReturnAllowed(order, store, order.now)),
  is_retry_available: flag(false).from(isRetryAvailable),
});

/** How an endpoint answers an order: its detail now. */
export const answerOfOrder = {
  ...answers(orderDetail, ({ order }: { order: FullOrder }) => ({ ...order, now: Date.now() })),
  etag: ({ order }: { order: FullOrder }, { store }: { store: Store }) => tagOf(order, store, Date.now()),
};
