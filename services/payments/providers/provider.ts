/** A payment as its provider sees it. Amounts are in minor units. */
export interface Charge {
  store_id: number;
  /** Our payment id, `pay_…`: the keys of all operations on the charge are derived from it. */
  id: string;
  order_id: string;
  amount: number;
  currency: string;
  /** The decimals of its minor units; null on payments of before they were recorded. */
  currency_decimals: number | null;
  /** The payment method that the client named: `pm_…`. */
  payment_method_id: string | null;
  capture_at_once: boolean;
  /** The provider's own id, once it is known. */
  provider_reference: string | null;
}

/** A refund as its provider sees it. The amount is in minor units. */
export interface ChargeRefund {
  /** Our refund id, `ref_…`. */
  id: string;
  amount: number;
  /** What earlier refunds of the payment give back, also those that are pending. */
  before: number;
  /** When it was first asked for, in epoch milliseconds: a provider forgets idempotency keys. */
  asked_at: number;
  /** The customer's bank account for a transfer; without it the money returns to its source. */
  bank_account_id?: string | null;
}

/** A definite refusal, with a reason for the merchant. */
export interface Declined {
  declined: string;
}

/** The state of a charge at its provider. */
export interface ChargeState {
  state: "pending" | "authorized" | "captured" | "voided";
  captured: number;
  reference: string | null;
}

/**
 * A payment provider. Each operation runs once for a charge or refund however often it is called, and returns its
 * outcome. When it throws, the outcome is unknown and the call is retried.
 */
export interface Provider {
  /**
   * Authorizes an amount, or captures it at once. A provider with ids of its own passes its id to `remember` before any
   * money moves, so that a void can name it. `remember` throws when the payment is being voided.
   */
  authorize(charge: Charge, until: Deadline, remember: Remember): Promise<ChargeState | Declined>;
  /** Captures an authorized amount. */
  capture(charge: Charge, amount: number, until: Deadline): Promise<ChargeState | Declined>;
  /** Releases an authorized amount and refuses later operations; a charge that was captured returns `captured`. */
  void(charge: Charge, until: Deadline): Promise<ChargeState>;
  refund(charge: Charge, refund: ChargeRefund, until: Deadline): Promise<{ reference: string | null } | Declined>;
}

/** Stores the provider's id of a payment. */
export type Remember = (reference: string) => Promise<void>;

/** The timeout of a provider call. */
export interface Deadline {
  ms: number;
}

/** The outcome of a provider call is unknown. */
export class Unknown extends Error {}
