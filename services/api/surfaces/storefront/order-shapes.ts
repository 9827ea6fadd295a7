import type { FullOrder, Order, OrderItem, OrderPromotion, Store } from "../../../contracts.ts";
import { etagOf } from "../../etag.ts";
import { postalAddress } from "../shared/address.ts";
import { answers } from "../shared/answers.ts";
import {
  financialStatus,
  orderFulfillmentStatus,
  orderStatus,
  orderType,
  paymentStatus,
} from "../shared/enumerations.ts";
import { count, flag, id, list, money, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { orderItem as merchantsItem, ownPayment } from "../shared/order-shapes.ts";
import { shape } from "../shared/shape.ts";
import {
  amountDue,
  isCancellationAllowed,
  isRetryAvailable,
  isReturnAllowed,
  wordsOfCancellation,
} from "./order-state.ts";

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

const { fulfilled_quantity: _fulfilled, ...ownItem } = merchantsItem.fields;
const orderItem = shape<OrderItem>("OrderItem").with({ ...ownItem, special_instructions: textOrNull(null) });

const promotion = shape<OrderPromotion>("OrderPromotion").with({
  code: text("SAVE10"),
  discount: money(6),
  description: text("10% off your order"),
});

const cancellation = shape<FullOrder>("OrderCancellation").with({
  reason: textOrNull("customer_request").from("cancel_reason"),
  details: textOrNull(
    "Ordered by mistake.",
    "The shopper's own words, where it was the shopper who cancelled; or that it was not paid in time.",
  ).from(wordsOfCancellation),
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

/** An endpoint's answer of an order: its detail now, and its ETag. */
export const answerOfOrder = {
  ...answers(orderDetail, ({ order }: { order: FullOrder }) => ({ ...order, now: Date.now() })),
  etag: ({ order }: { order: FullOrder }, { store }: { store: Store }) => tagOf(order, store, Date.now()),
};

/** The same after another try to pay for it, with that payment. */
export const retriedOrder = shape<FullOrder & { now: number }>("RetriedOrder").with({
  ...orderDetail.fields,
  payment: orNull(ownPayment, "This payment, with what its payer has to do next.").from(
    ({ money }) => money.payments.at(-1) ?? null,
  ),
});

/** An endpoint's answer of such an order. */
export const answerOfRetry = {
  ...answerOfOrder,
  ...answers(retriedOrder, ({ order }: { order: FullOrder }) => ({ ...order, now: Date.now() })),
};

// What the shopper may do ends with the time for returns, though nothing is written then.
const tagOf = (order: FullOrder, store: Store, now: number): string =>
  etagOf(order.version, `${order.revision} ${isReturnAllowed(order, store, now)}`);
