import * as t from "../../mixins/actions/params.ts";
import type { FinancialStatus, PaymentStatus } from "./orders.ts";

export const paymentProviders = ["manual", "cod", "sandbox", "stripe"] as const;

export type PaymentProvider = (typeof paymentProviders)[number];

export interface Payment {
  id: string;
  order_id: string;
  provider: PaymentProvider;
  method: string;
  status: PaymentStatus;
  amount: number;
  captured: number;
  refunded: number;
  currency: string;
  /** The provider's id of the payment. */
  provider_reference: string | null;
  /** Why it failed, in words for the merchant. */
  error: string | null;
  created_at: number;
  updated_at: number;
}

export const refundStatuses = ["pending", "succeeded", "failed"] as const;

export type RefundStatus = (typeof refundStatuses)[number];

/** A line of an order's money: an item by its id, `shipping`, `tip`, or `other`. Amounts are minor units. */
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
  /** True when it was given back outside. */
  settled: boolean;
  /** What it is for; null on refunds of before lines were kept. */
  lines: RefundLine[] | null;
  created_at: number;
  updated_at: number;
}

/** The payments of an order and their state. Amounts are minor units. */
export interface OrderMoney {
  payments: Payment[];
  refunds: Refund[];
  /** Authorised and not captured. */
  authorized: number;
  captured: number;
  /** Refunded, or being refunded. */
  refunded: number;
  /** Captured and not refunded. */
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
