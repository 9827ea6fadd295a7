import Joi from "joi";
import { type RefundReason, refundReasons, type Store } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { amountBody, assertAmounts, minorUnits, noteBody } from "../../formats.ts";
import { answers } from "../shared/answers.ts";
import { enumeration } from "../shared/enumerations.ts";
import { given, idOf, pathOf, workflow } from "../shared/requests.ts";
import { notFound } from "./common.ts";
import { orderPath, orderTag, runOf, staleOrder } from "./order-common.ts";
import { refund, refundedOrder } from "./order-shapes.ts";
import { getOrder } from "./orders.ts";

interface RefundBody {
  amount?: number;
  items?: { id: string; quantity: number }[];
  reason: RefundReason;
  note?: string;
  notify_customer: boolean;
}

const tag = "Orders";
const refundReason = enumeration("RefundReason", refundReasons);

const refundOrder = endpoint({
  ...workflow,
  id: "merchantRefundOrder",
  ifMatch: getOrder,
  method: "POST",
  path: "/orders/:order_id/refunds",
  tag,
  summary: "Refund an order",
  description:
    "Gives back an amount, spread over all that is left, or what was paid for some pieces, with their part of discount and tax. Also of an order that was cancelled without a refund, or delivered. Of a line with lost pieces those are refunded first, and not sent again. A replacement's money goes back from the order that was paid.",
  status: 201,
  pathSchema: orderPath,
  bodySchema: Joi.object<RefundBody>({
    amount: amountBody(0.001).description("No more decimals than the currency has."),
    items: Joi.array()
      .items(
        Joi.object({
          id: idOf("oit_01JK7MZ3Q4N8T2V6X0Y1A5B9CF").required(),
          quantity: Joi.number().integer().min(1).max(1_000_000).required(),
        }),
      )
      .min(1)
      .max(200)
      .unique("id"),
    reason: refundReason.schema.required(),
    note: noteBody(2_000).allow(""),
    notify_customer: Joi.boolean().default(false),
  })
    .xor("amount", "items")
    .messages({
      "object.xor": '"amount" and "items" exclude each other',
      "object.missing": '"amount" or "items" is required',
    }),
  bodyExample: { amount: 10, reason: "goodwill", note: "The box was dented.", notify_customer: true },
  action: "orchestra.refundOrder",
  input: (request) => ({ ...runOf(request), ...refundingOf(request.body, request.store) }),
  ...answers(refundedOrder),
  etag: ({ order }) => orderTag(order),
  errors: [
    notFound("order"),
    [409, "nothing_to_refund", "Nothing was paid for these pieces, or all of it was given back."],
    [409, "money_changed", "Other refunds change the order's money all the time. Nothing was refunded; ask again."],
    [422, "refund_exceeds_paid", "More than was paid and not given back; `details` name the field."],
    [422, "refund_item_unknown", "An item is none of the order's."],
    [
      422,
      "refund_declined",
      "The payment provider does not give the money back. The refund stays as `failed`; `details` name it.",
    ],
    staleOrder,
  ],
});

const settleRefund = endpoint({
  ...workflow,
  id: "merchantSettleRefund",
  ifMatch: getOrder,
  method: "POST",
  path: "/orders/:order_id/refunds/:refund_id/settle",
  tag,
  summary: "Settle a declined refund",
  description: "Notes that the money of a refund that was declined has been given back outside, such as in cash.",
  pathSchema: pathOf({ order_id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD", refund_id: refund.example.id }),
  bodySchema: Joi.object<{ note?: string }>({ note: noteBody(2_000).allow("") }),
  bodyExample: { note: "Paid in cash at the counter." },
  action: "orchestra.settleRefund",
  input: (request) => ({
    ...runOf(request),
    refund_id: request.path.refund_id,
    ...given({ note: request.body.note }),
  }),
  ...answers(refundedOrder),
  etag: ({ order }) => orderTag(order),
  errors: [
    notFound("order"),
    [404, "refund_not_found", "The order has no such refund."],
    [409, "refund_not_failed", "The refund was not declined."],
    [422, "refund_exceeds_paid", "Its money was given back otherwise meanwhile."],
    staleOrder,
  ],
});

/** Merchant: refunds of an order (contract §3). */
export const refunds = [refundOrder, settleRefund];

function refundingOf({ amount, items, notify_customer: notify, ...body }: RefundBody, store: Store) {
  assertAmounts({ amount }, store);
  const what = items?.map(({ id: item_id, quantity }) => ({ item_id, quantity }));
  return {
    ...body,
    notify,
    ...given({ items: what, amount: amount === undefined ? undefined : minorUnits(amount, store) }),
  };
}
