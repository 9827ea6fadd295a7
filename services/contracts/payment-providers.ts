import type { DisputeStatus, Payment, RefundStatus } from "./payments.ts";

/** A payment of the sandbox: as it is here, and as the sandbox has it. Amounts are minor units. */
export interface SandboxPayment {
  payment: Payment;
  /** Where its page sends the payer back to. */
  return_url: string | null;
  there: {
    state: string;
    captured: number;
    refunded: number;
    refunds: { amount: number; status: RefundStatus }[];
    disputes: { amount: number; status: DisputeStatus }[];
  };
}

/** What a comparison with the payment providers has found. */
export interface Reconciliation {
  from: number;
  to: number;
  /** How many payments were compared, and how many of them were mended. */
  compared: number;
  mended: string[];
  /** What only a person may decide, by payment. */
  differences: {
    store_id: number | null;
    payment_id: string | null;
    provider_reference: string | null;
    difference: string;
  }[];
  /** Payments that could not be looked up, and providers whose list could not be read. */
  unanswered: string[];
}

/** What a payment provider has sent, as it came. */
export interface ProviderMessage {
  body: string;
  headers: Record<string, string>;
}
