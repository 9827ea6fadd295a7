import { failureOf } from "../../../contracts/payments.ts";
import type { Fulfillment, FullOrder, Refund } from "../../../contracts.ts";
import { fulfillmentStatus, paymentFailure, paymentStatus, refundStatus } from "../shared/enumerations.ts";
import { count, flag, id, list, money, oneOf, orNull, text, textOrNull, time } from "../shared/fields.ts";
import { nextAction, ownPayment } from "../shared/order-shapes.ts";
import { shape } from "../shared/shape.ts";
import { amountDue, isRetryAvailable } from "./order-state.ts";

const shipmentItem = shape<Fulfillment["items"][number]>("ShipmentItem").with({
  id: id("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF"),
  name: text("Alfredo Pasta"),
  quantity: count(2),
});

/** A fulfilment as its shopper follows it. */
export const shipment = shape<Fulfillment>("Shipment").with({
  id: id("ful_01JK7MZ3Q4N8T2V6X0Y1A5B9CG"),
  status: oneOf(fulfillmentStatus, "delivered"),
  courier: textOrNull(null, "Null for a parcel that the shop brings or sends by itself.").from("provider_id"),
  shipping_method: textOrNull("Self-Delivery"),
  tracking_number: textOrNull("1Z999AA10123456784").from("awb"),
  tracking_url: textOrNull("https://www.ups.com/track?tracknum=1Z999AA10123456784"),
  items: list(shipmentItem),
  created_at: time("2025-06-16T08:00:00.000Z"),
  updated_at: time("2025-06-17T09:00:00.000Z"),
});

/** A payment, also one that failed, as its payer sees it. */
export const payment = ownPayment;

/** A refund as its recipient sees it. */
export const refund = shape<Refund>("Refund").with({
  id: id("ref_01JK7MZ3Q4N8T2V6X0Y1A5B9CH"),
  payment_id: id("pay_01JK7MZ3Q4N8T2V6X0Y1A5B9CE"),
  status: oneOf(refundStatus, "succeeded"),
  amount: money(33.09),
  currency: text("BDT"),
  created_at: time("2025-06-20T12:00:00.000Z"),
  updated_at: time("2025-06-20T12:00:00.000Z"),
});

const unpaid = { status: "pending", error: null } as const;

/** The state of an order's payment. */
export const orderPayment = shape<FullOrder>("OrderPaymentStatus").with({
  order_number: id("A-1045"),
  payment_status: oneOf(paymentStatus, "failed"),
  is_retry_available: flag(true).from(isRetryAvailable),
  amount_due: money(66.17).from(amountDue),
  failure_code: orNull(oneOf(paymentFailure, "declined"), "Why the latest payment failed; null while it has not.").from(
    ({ money }) => failureOf(money.payments.at(-1) ?? unpaid),
  ),
  next_action: orNull(nextAction, "What the latest payment asks for.")
    .showing(null)
    .from(({ money }) => money.payments.at(-1)?.next_action ?? null),
});
