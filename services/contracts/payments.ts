import type { List, Paging, Write } from "./common.ts";
import type { FinancialStatus, OrderRef, PaymentStatus } from "./orders.ts";

export interface Payment {
  id: string;
  order_id: string;
  /** `manual`, `cod`, `sandbox` or `stripe`. */
  provider: string;
  method: string;
  status: PaymentStatus;
  amount: number;
  captured: number;
  refunded: number;
  currency: string;
  /** The provider's own id of it. */
  provider_reference: string | null;
  /** Why it failed, in words for the merchant. */
  error: string | null;
  created_at: number;
  updated_at: number;
}

export type RefundStatus = "pending" | "succeeded" | "failed";

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

/** How the money of an order stands. Amounts are minor units. */
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
  /** Rises with every change of any of them. */
  version: number;
}

export type BankAccountStatus = "pending" | "verified" | "rejected";

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

export interface NewBankAccount {
  account_holder: string;
  bank_name: string;
  account_number: string;
  routing_number?: string | null;
}

interface CustomerOfStore {
  store_id: number;
  customer_id: string;
}

/** Actions of the payments service. */
export interface PaymentsActions {
  "payments.ofOrder": { params: OrderRef; result: OrderMoney };
  /**
   * Asks the provider to hold an amount, or with `capture` to take it. `cod` and `manual` wait for the merchant.
   * Throws `payment_declined`, `payment_voided`, `provider_not_configured`; answers 503 while it is not known what became of it: ask again with the same key.
   */
  "payments.authorize": {
    params: Write &
      OrderRef & {
        tenant_id: string;
        provider: string;
        method: string;
        /** What the client named: `pm_…`. `card` as provider is whichever takes cards here: Stripe where it is set up, else the sandbox. */
        payment_method_id?: string;
        amount: number;
        currency: string;
        capture?: boolean;
      };
    result: Payment;
  };
  /**
   * Takes what was held. Throws `payment_not_found`, `payment_not_capturable`, `capture_exceeds_authorized`,
   * `payment_declined`.
   */
  "payments.capture": { params: Write & OrderRef & { payment_id: string; amount?: number }; result: Payment };
  /**
   * Lets go of what is held and not captured, on all of the order's payments. With `undoes` that step is refused when it
   * is still to come, and what it has captured is given back. Throws `refund_declined`.
   */
  "payments.void": { params: Write & OrderRef & { undoes?: string }; result: OrderMoney };
  /**
   * Gives money back: `amount`, or all that is captured and not refunded. Once for each reference, for ever.
   * With `bank_account_id` by transfer to that account. Throws `refund_exceeds_paid`, `nothing_to_refund`,
   * `refund_declined`, `bank_account_invalid`.
   */
  "payments.refund": {
    params: Write & OrderRef & { reference: string; amount?: number; reason?: string; bank_account_id?: string };
    result: { refunds: Refund[]; money: OrderMoney };
  };
  "payments.listBankAccounts": { params: CustomerOfStore & Paging; result: List<BankAccount> };
  /** Throws `bank_account_not_found`. */
  "payments.getBankAccount": { params: CustomerOfStore & { bank_account_id: string }; result: BankAccount };
  /** Keeps the number encrypted, and asks the provider whether it is right. */
  "payments.createBankAccount": {
    params: Write & CustomerOfStore & { tenant_id: string; account: NewBankAccount };
    result: BankAccount;
  };
  /** Throws `bank_account_not_found`. */
  "payments.deleteBankAccount": {
    params: Write & CustomerOfStore & { bank_account_id: string };
    result: { bank_account_id: string };
  };
}
