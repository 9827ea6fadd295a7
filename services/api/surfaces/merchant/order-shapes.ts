import type {
  ActionResult,
  BulkFailure,
  Dispute,
  FullOrder,
  Order,
  Refund,
  RefundLine,
  Store,
  TimelineEntry,
} from "../../../contracts.ts";
import { postalAddress } from "../shared/address.ts";
import {
  disputeStatus,
  financialStatus,
  orderFulfillmentStatus,
  orderStatus,
  orderType,
  paymentStatus,
  refundStatus,
} from "../shared/enumerations.ts";
import { count, flag, freeObject, id, list, money, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { orderItem, payment } from "../shared/order-shapes.ts";
import { orderReturn } from "../shared/return-shapes.ts";
import { shape } from "../shared/shape.ts";
import { money as inCurrency } from "../shared/values.ts";
import { fulfillment } from "./fulfillment-shapes.ts";

/** An order as merchants read it in a list, and after a write. */
export const order = shape<Order>("Order").with({
  id: id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  order_id: count(1045),
  order_number: id("A-1045"),
  domain_id: id("dom_demo").from((_order, store) => store.domain_id),
  store_id: count(22),
  customer_id: textOrNull("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  status: oneOf(orderStatus, "processing"),
  payment_status: oneOf(paymentStatus, "captured", "The latest payment's."),
  financial_status: oneOf(financialStatus, "paid", "The order's money."),
  fulfillment_status: oneOf(orderFulfillmentStatus, "fulfilled"),
  currency: text("BDT"),
  sub_total: money(60),
  discount: money(0),
  tax: money(6.17),
  shipping: money(0),
  tip: money(0),
  grand_total: money(66.17),
  payment_method: text("card"),
  tags: list(id("gift")),
  note: textOrNull(null),
  created_at: time("2025-06-15T10:30:00.000Z"),
  updated_at: time("2025-06-15T11:00:00.000Z"),
});

const orderCustomer = shape<FullOrder>("OrderCustomer").with({
  id: textOrNull("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").from("customer_id"),
  name: textOrNull("Anjali Patel").from(({ contact }) => contact?.name),
  email: textOrNull("anjali@example.com").from(({ contact }) => contact?.email),
  phone: textOrNull("+918765432109").from(({ contact }) => contact?.phone),
});

const refundLine = shape<RefundLine>("RefundLine").with({
  line: text("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF", "An item's id, `shipping`, `tip`, `surplus` (paid twice), or `other`."),
  quantity: orNull(count(2), "Null where no pieces were named."),
  amount: money(66.17),
});

/** A refund as merchants read it. */
export const refund = shape<Refund>("Refund").with({
  id: id("ref_01JK7MZ3Q4N8T2V6X0Y1A5B9CH"),
  payment_id: id("pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CE"),
  amount: money(66.17),
  status: oneOf(refundStatus, "succeeded"),
  currency: text("BDT"),
  reason: textOrNull("customer_request"),
  note: textOrNull(null),
  settled: flag(false, "True when it was given back outside."),
  lines: list(refundLine, "What it is for; empty for refunds of before lines were kept.").from(
    ({ lines }) => lines ?? [],
  ),
  created_at: time("2025-06-15T12:00:00.000Z"),
});

/** A dispute as merchants read it. */
const dispute = shape<Dispute>("Dispute").with({
  id: id("dsp_01JK7MZ3Q4N8T2V6X0Y1A5B9CN"),
  payment_id: id("pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CE"),
  status: oneOf(disputeStatus, "open"),
  amount: money(66.17),
  currency: text("BDT"),
  reason: textOrNull("fraudulent", "As the payment provider words it."),
  evidence_due_at: orNull(time("2025-07-01T00:00:00.000Z"), "Until when evidence can be sent to the provider."),
  created_at: time("2025-06-20T12:00:00.000Z"),
  updated_at: time("2025-06-20T12:00:00.000Z"),
});

/** The answer of a refund: the refund, and the order after it. */
export const refundedOrder = shape<{ refund: Refund; order: Order }>("RefundedOrder").with({
  refund,
  order,
});

const shipping = shape<FullOrder>("OrderShipping").with({
  method: textOrNull("Self-Delivery").from("shipping_method"),
  cost: money(0).from("shipping"),
  address: orNull(postalAddress).from("shipping_address"),
});

const timelineEntry = shape<TimelineEntry>("TimelineEntry").with({
  id: id("evt_01JK7MZ3Q4N8T2V6X0Y1A5B9CK"),
  type: text("order.created"),
  at: time("2025-06-15T10:30:00.000Z"),
  actor: text("customer:cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", "Who did it: `type:id`."),
  note: textOrNull(null),
  data: orNull(freeObject({})).showing(null),
});

/** An order with all its details, as merchants read it. */
export const orderDetail = shape<FullOrder>("OrderDetail").with({
  ...order.fields,
  order_type: orNull(
    oneOf(orderType, "DELIVERY"),
    "How it gets to whom; null for orders of before there were locations.",
  ),
  location_id: textOrNull("loc_01JK7MZ3Q4N8T2V6X0Y1A5B9CM", "Where it was ordered."),
  scheduled_time: orNull(time("2025-06-15T18:00:00.000Z"), "When it is wanted; null for at once. Held until then.")
    .showing(null)
    .from("scheduled_at"),
  items: list(orderItem),
  customer: orNull(orderCustomer, "As they were called when they ordered; null when nobody is known.").from((found) =>
    found.customer_id === null && found.contact === null ? null : found,
  ),
  payments: list(payment).from((found) => found.money.payments),
  refunds: list(refund)
    .showing([])
    .from((found) => found.money.refunds),
  disputes: list(dispute)
    .showing([])
    // An answer of the release before has none.
    .from((found) => found.money.disputes ?? []),
  shipping: shipping.from((found) => found),
  fulfillments: list(fulfillment),
  returns: list(orderReturn).showing([]),
  timeline: list(timelineEntry).from(timelineOf),
});

/** The answer of a cancellation: the order, and the outcome. */
export const cancelledOrder = shape<
  Order & { refund: Refund | null; restocked: boolean; cancelled_fulfillments: string[] }
>("CancelledOrder").with({
  ...order.fields,
  status: oneOf(orderStatus, "cancelled"),
  financial_status: oneOf(financialStatus, "refunded", "The order's money."),
  fulfillment_status: oneOf(orderFulfillmentStatus, "unfulfilled"),
  refund: orNull(refund),
  restocked: flag(true),
  cancelled_fulfillments: list(id("ful_01JK7MZ3Q4N8T2V6X0Y1A5B9CG")),
});

const failure = shape<BulkFailure>("BulkFailure").with({
  order_id: text("ord_4"),
  code: text("order_not_found"),
  message: text("Order not found."),
});

/** The answer of a change of many orders. */
export const bulkOutcome = shape<ActionResult<"orchestra.bulkUpdateOrders">>("BulkOutcome").with({
  success: flag(true, "False when any of them failed.").from(({ failed }) => failed.length === 0),
  updated_count: count(3).from(({ updated }) => updated.length),
  failed: list(failure).showing([]),
  updated_orders: list(id("ord_1")).showing(["ord_1", "ord_2", "ord_3"]).from("updated"),
});

// Amounts are minor units inside, and details of a cancellation are stored with the order.
function timelineOf({ timeline, cancel_reason_details: details }: FullOrder, store: Store): TimelineEntry[] {
  return timeline.map((entry) => {
    const data = { ...entry.data };
    if (typeof data.amount === "number") data.amount = inCurrency(data.amount, store);
    if (entry.type === "order.cancelled" && details !== null) data.details = details;
    return { ...entry, data: Object.keys(data).length > 0 ? data : null };
  });
}
