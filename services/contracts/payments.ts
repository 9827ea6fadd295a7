import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../payments/payments.schema.ts";
import type { ActionsOf, List } from "./common.ts";
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

export interface Refund {
  id: string;
  payment_id: string;
  order_id: string;
  status: RefundStatus;
  amount: number;
  currency: string;
  reason: string | null;
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

export type NewBankAccount = TypeOf<typeof params.createBankAccount>["account"];

/** Actions of the payments service. */
export type PaymentsActions = ActionsOf<
  "payments",
  typeof params,
  {
    ofOrder: OrderMoney;
    /**
     * Authorises an amount with the provider, or with `capture` captures it. `cod` and `manual` wait for the merchant.
     * Throws `payment_declined`, `payment_voided`, `provider_not_configured`, and 503 while the outcome is unknown: retry
     * with the same key.
     */
    authorize: Payment;
    /**
     * Captures an authorised payment. Throws `payment_not_found`, `payment_not_capturable`, `capture_exceeds_authorized`,
     * `payment_declined`.
     */
    capture: Payment;
    /**
     * Voids the authorised amounts of all payments of an order. With `undoes` that step is refused when it arrives later,
     * and what it has captured is refunded. Throws `refund_declined`.
     */
    void: OrderMoney;
    /**
     * Refunds `amount`, or all that is refundable, exactly once for each reference.
     * With `bank_account_id` by transfer to that account. Throws `refund_exceeds_paid`, `nothing_to_refund`,
     * `refund_declined`, `bank_account_invalid`.
     */
    refund: { refunds: Refund[]; money: OrderMoney };
    listBankAccounts: List<BankAccount>;
    /** Throws `bank_account_not_found`. */
    getBankAccount: BankAccount;
    /** Stores the number encrypted and has the provider verify it. */
    createBankAccount: BankAccount;
    /** Throws `bank_account_not_found`. */
    deleteBankAccount: { bank_account_id: string };
  }
>;
