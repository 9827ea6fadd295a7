import * as t from "../../mixins/actions/params.ts";
import type { Change } from "./common.ts";
import type { FinancialStatus, PaymentStatus } from "./orders.ts";

export const paymentProviders = ["manual", "cod", "sandbox", "stripe", "razorpay"] as const;

export type PaymentProvider = (typeof paymentProviders)[number];

/** How a payer goes on: by a provider's library in the client, or at a page. */
export const paymentActionTypes = ["stripe_sdk", "razorpay_checkout", "redirect"] as const;

/** What a payment that requires an action asks of its payer's client. */
export interface PaymentAction {
  type: (typeof paymentActionTypes)[number];
  /** For `stripe.handleNextAction`. */
  client_secret: string | null;
  /** Where the payer is sent. */
  url: string | null;
  /** For Razorpay Checkout: the public key, and the order at Razorpay. */
  key_id: string | null;
  provider_order_id: string | null;
}

export interface Payment {
  id: string;
  order_id: string;
  provider: PaymentProvider;
  method: string;
  status: PaymentStatus;
  amount: number;
  captured: number;
  refunded: number;
  /** Taken back by the payer's bank: disputes that are open or lost. */
  disputed: number;
  currency: string;
  /** While the status is `requires_action`. */
  next_action: PaymentAction | null;
  /** The provider's id of the payment. */
  provider_reference: string | null;
  /** Why it failed, in words for the merchant. */
  error: string | null;
  created_at: number;
  updated_at: number;
}

/** Why a payment failed, for its payer's client. */
export const paymentFailures = ["declined", "not_confirmed_in_time"] as const;

export type PaymentFailure = (typeof paymentFailures)[number];

/** The error of a payment that its payer left. */
export const notConfirmedInTime = "It was not confirmed in time.";

/** Why a payment failed; null for any other. */
export function failureOf({ status, error }: Pick<Payment, "status" | "error">): PaymentFailure | null {
  if (status !== "failed") return null;
  return error === notConfirmedInTime ? "not_confirmed_in_time" : "declined";
}

export const refundStatuses = ["pending", "succeeded", "failed"] as const;

export type RefundStatus = (typeof refundStatuses)[number];

/** A line of an order's money: an item by its id, `shipping`, `tip`, `surplus`, or `other`. Amounts are minor units. */
export const moneyLine = t.object({
  line: t.string(40),
  quantity: t.integer().min(0),
  amount: t.integer().min(0),
});

export type MoneyLine = t.TypeOf<typeof moneyLine>;

/** What of a refund is for a line of its order; the quantity is null where no pieces were named. */
export interface RefundLine {
  line: string;
  quantity: number | null;
  amount: number;
}

/** What of a refund is for no line of its order: money that came twice. */
export const surplusLine = "surplus";

/** Why that goes back. */
export const paidTwice = "paid_twice";

/** Why a merchant gives money back. */
export const refundReasons = ["customer_request", "returned", "damaged", "goodwill", "other"] as const;

export type RefundReason = (typeof refundReasons)[number];

export interface Refund {
  id: string;
  payment_id: string;
  order_id: string;
  status: RefundStatus;
  amount: number;
  currency: string;
  reason: string | null;
  note: string | null;
  /** What it was asked for by: `cancel:ord_…`, `return:ret_…`, `refund:ref_…`; for a replacement with its id at the end. */
  reference: string;
  /** True when it was given back outside. */
  settled: boolean;
  /** What it is for; null on refunds of before lines were kept. */
  lines: RefundLine[] | null;
  created_at: number;
  updated_at: number;
}

export const disputeStatuses = ["open", "won", "lost"] as const;

export type DisputeStatus = (typeof disputeStatuses)[number];

/** A payer's objection at their bank to a payment. */
export interface Dispute {
  id: string;
  order_id: string;
  payment_id: string;
  status: DisputeStatus;
  amount: number;
  currency: string;
  /** As the provider words it: `fraudulent`. */
  reason: string | null;
  /** Until when the merchant may send evidence to the provider. */
  evidence_due_at: number | null;
  created_at: number;
  updated_at: number;
}

/** The payments of an order and their state. Amounts are minor units. */
export interface OrderMoney {
  payments: Payment[];
  refunds: Refund[];
  disputes: Dispute[];
  /** Authorised and not captured. */
  authorized: number;
  captured: number;
  /** Refunded, or being refunded. */
  refunded: number;
  /** In disputes that are open or lost. */
  disputed: number;
  /** Captured, and neither refunded nor disputed. */
  refundable: number;
  payment_status: PaymentStatus;
  financial_status: FinancialStatus;
  /** Rises with every change of a payment or refund. */
  version: number;
}

export const bankAccountStatuses = ["pending", "verified", "rejected"] as const;

export type BankAccountStatus = (typeof bankAccountStatuses)[number];

/** A customer's account at a bank; of its number only the end ever comes back. */
export interface BankAccount {
  id: string;
  customer_id: string;
  account_holder: string;
  bank_name: string;
  /** The bank's own code: routing number, IFSC, SWIFT. */
  routing_number: string | null;
  last4: string;
  status: BankAccountStatus;
  created_at: number;
  updated_at: number;
}

/** The order of an event about one of its parts. */
export interface OfOrder {
  order_id: string;
  customer_id?: string | null;
}

/** Money that moved, in minor units. */
export interface MoneyMoved extends OfOrder {
  amount: number;
  currency: string;
}

/** A change of a payment or refund; `reported` when the provider said so by itself. */
export type PaymentMoved = MoneyMoved & Change & { reported?: true };

/** A change of a dispute. */
export type Disputed = PaymentMoved & { payment_id: string; reason: string | null; evidence_due_at: number | null };
