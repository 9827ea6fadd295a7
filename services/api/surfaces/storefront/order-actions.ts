import Joi from "joi";
import { endpoint } from "../../endpoint.ts";
import { refuseFields } from "../../errors.ts";
import { filledNoteBody, noteBody } from "../../formats.ts";
import { holdingStoreOf, idOf, promotionKept, returnUrl, signInOf, workflow } from "../shared/requests.ts";
import { recentRequired } from "./auth-common.ts";
import { orderNotFound, orderPath, runOf, versionMoved } from "./order-common.ts";
import { answerOfOrder, answerOfRetry, orderDetail, retriedOrder } from "./order-shapes.ts";
import { getOrder } from "./orders.ts";

interface CancelBody {
  cancellation_reason: string;
  refund_mode: "original_payment_mode" | "bank_transfer";
  bank_account_id?: string;
  feedback?: string;
}

const tag = "Orders";

const cancelOrder = endpoint({
  ...workflow,
  id: "storefrontCancelOrder",
  ifMatch: getOrder,
  method: "POST",
  path: "/orders/:order_number/cancel",
  tag,
  summary: "Cancel an order",
  description:
    "While it is `pending` or `confirmed`: the whole order, with everything back that was paid. The shop's own cancellation, each step once whatever fails on the way.",
  pathSchema: orderPath,
  bodySchema: Joi.object<CancelBody>({
    cancellation_reason: filledNoteBody(500).required(),
    refund_mode: Joi.string().valid("original_payment_mode", "bank_transfer").required(),
    bank_account_id: idOf("bank_01JK7MZ3Q4N8T2V6X0Y1A5B9CD").description("With `bank_transfer`, and only then."),
    feedback: noteBody(1_000).allow(""),
  }),
  bodyExample: {
    cancellation_reason: "Ordered by mistake.",
    refund_mode: "original_payment_mode",
    feedback: "The page was easy to use.",
  },
  action: "orchestra.cancelOwnOrder",
  input: (request) => {
    const { cancellation_reason: reason, feedback } = request.body;
    const account = accountOf(request.body);
    const sign_in = account.bank_account_id === undefined ? {} : { sign_in: signInOf(request) };
    const kept = promotionKept(request.store);
    return { ...runOf(request), reason, ...(feedback ? { feedback } : {}), ...account, ...sign_in, ...kept };
  },
  ...answerOfOrder,
  answerExample: {
    ...orderDetail.example,
    status: "cancelled",
    financial_status: "refunded",
    fulfillment_status: "unfulfilled",
    delivered_at: null,
    amount_refunded: 66.17,
    cancellation: { reason: "customer_request", details: "Ordered by mistake." },
    is_return_allowed: false,
  },
  errors: [
    orderNotFound,
    recentRequired,
    [409, "order_not_cancellable", "The order is being prepared, or has gone on from there."],
    [422, "bank_account_invalid", "The bank account is none of yours, or is not verified."],
    [
      422,
      "refund_declined",
      "The money cannot be given back that way. The order is cancelled; the shop gives the money back in another way.",
    ],
    versionMoved,
  ],
});

const retryPayment = endpoint({
  ...workflow,
  id: "storefrontRetryPayment",
  charges: true,
  ifMatch: getOrder,
  method: "POST",
  path: "/orders/:order_number/retry-payment",
  tag,
  summary: "Pay for an order whose payment failed",
  description:
    "By another payment; of two who try at once one pays. One that has to be confirmed is `requires_action`, and `payment.next_action` says how, as after placing an order. Declined again, it may be tried again; declined too often, it is 429 for a while.",
  pathSchema: orderPath,
  bodySchema: Joi.object<{ payment_method_id: string; return_url?: string }>({
    payment_method_id: Joi.string()
      .pattern(/^pm_[A-Za-z0-9_]{1,180}$/, "pm_…")
      .required()
      .example("pm_card_visa"),
    return_url: returnUrl(),
  }),
  bodyExample: { payment_method_id: "pm_card_visa" },
  action: "orchestra.retryPayment",
  input: (request) => ({ ...runOf(request), store: holdingStoreOf(request.store), ...request.body }),
  ...answerOfRetry,
  answerExample: {
    ...retriedOrder.example,
    status: "pending",
    fulfillment_status: "unfulfilled",
    is_return_allowed: false,
  },
  errors: [
    orderNotFound,
    [402, "payment_declined", "The payment was declined; the order stands as it was."],
    [409, "retry_not_available", "The last payment did not fail, is being tried, or the order is cancelled."],
    [409, "payment_voided", "The order was cancelled while it was being paid."],
    [422, "provider_not_configured", "This shop takes no cards."],
    versionMoved,
  ],
});

/** Storefront: cancellation and payment retry (contract §5). */
export const orderActions = [cancelOrder, retryPayment];

// `bank_account_id` is required with `bank_transfer`, and refused otherwise.
function accountOf({ refund_mode, bank_account_id }: CancelBody): { bank_account_id?: string } {
  const path = "bank_account_id";
  if (refund_mode === "bank_transfer" && bank_account_id === undefined)
    refuseFields([{ path, message: '"bank_account_id" is required with "refund_mode": "bank_transfer"' }]);
  if (refund_mode !== "bank_transfer" && bank_account_id !== undefined)
    refuseFields([{ path, message: '"bank_account_id" is allowed with "refund_mode": "bank_transfer" only' }]);
  return bank_account_id === undefined ? {} : { bank_account_id };
}
