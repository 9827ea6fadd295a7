import type { DisputeStatus, PaymentAction, ProviderMessage, RefundStatus } from "../../contracts.ts";

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
  /** Where a provider's page sends the payer back to. */
  return_url: string | null;
  created_at: number;
}

/** A refund as its provider sees it. The amount is in minor units. */
export interface ChargeRefund {
  /** Our refund id, `ref_…`. */
  id: string;
  amount: number;
  /** What earlier refunds of the payment give back, also those that are pending. */
  before: number;
  /** True when it may have been asked for before: it is looked for first, since a provider forgets idempotency keys. */
  repeated: boolean;
  /** The customer's bank account for a transfer; without it the money returns to its source. */
  bank_account_id?: string | null;
}

/** A definite refusal, with a reason for the merchant. */
export interface Declined {
  declined: string;
}

/** The state of a charge at its provider. */
export interface ChargeState {
  state: "pending" | "requires_action" | "processing" | "authorized" | "captured" | "voided";
  captured: number;
  reference: string | null;
  /** What the payer has to do where the state is `requires_action`. */
  action?: PaymentAction;
}

/** A refund at its provider; ours has our id, where it was given to it. */
export interface RefundSeen {
  reference: string;
  id: string | null;
  /** In the charge's minor units, as all amounts here. */
  amount: number;
  status: RefundStatus;
  why?: string;
}

/** A dispute at its provider. */
export interface DisputeSeen {
  reference: string;
  amount: number;
  status: DisputeStatus;
  reason: string | null;
  evidence_due_at: number | null;
}

/** Money that came a second time for one charge, less what of it was given back. */
export interface SurplusSeen {
  /** The provider's id of the payment that is one too many. */
  reference: string;
  amount: number;
}

/** All that a provider says of a charge by now. */
export interface Seen {
  /** Why nothing of it can be made ours: only a person may decide. */
  mismatch?: string;
  charge: ChargeState | Declined;
  refunds: RefundSeen[];
  disputes: DisputeSeen[];
  surplus?: SurplusSeen[];
}

/** A charge of which a provider has money in another currency: its amounts say nothing of ours. */
export const currencyMismatch = ({ currency, provider_reference }: Charge, other: string): Seen => ({
  mismatch: `The payment is in ${other} at the provider, and in ${currency} here.`,
  charge: { state: "pending", captured: 0, reference: provider_reference },
  refunds: [],
  disputes: [],
});

/** What a provider's message is about; its content is looked up. */
export interface Notice {
  event_id: string;
  type: string;
  /** The provider's id of the payment. */
  reference: string | null;
  /** Ours, where the provider was given it. */
  store_id: number | null;
  payment_id: string | null;
  /** When it is handled, in epoch milliseconds, where that is not at once. */
  due_at?: number;
  /** Of the sandbox: why what the message says has changed nothing. */
  no_effect?: string;
}

/** A message from outside, with its body as it came. */
export type Hook = ProviderMessage;

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
  /** A refund that is not decided yet is `pending`. */
  refund(charge: Charge, refund: ChargeRefund, until: Deadline): Promise<RefundOutcome | Declined>;
  /** Looks a charge up; undefined when the provider does not know it. Merchants' own money has no provider. */
  look?(charge: Charge, until: Deadline): Promise<Seen | undefined>;
  /** What a message from the provider is about, once its signature is right. Throws `hook_forged`, `hook_malformed`. */
  read?(hook: Hook, now: number): Notice | undefined | Promise<Notice | undefined>;
  /** Gives back money that came a second time for a charge, once however often it is called. */
  giveBackSurplus?(charge: Charge, surplus: SurplusSeen, until: Deadline): Promise<RefundOutcome | Declined>;
  /** Ids of the payments of a period at the provider, with what it was told of them. */
  list?(from: number, to: number, until: Deadline): AsyncIterable<Listed>;
}

/** The outcome of a refund. */
export interface RefundOutcome {
  reference: string | null;
  pending?: boolean;
}

/** A payment of the provider's list, or one that a refund or dispute of the period belongs to. */
export interface Listed {
  reference: string;
  store_id: number | null;
  payment_id: string | null;
}

/** Stores the provider's id of a payment. */
export type Remember = (reference: string) => Promise<void>;

/** The timeout of a provider call. */
export interface Deadline {
  ms: number;
}

/** The outcome of a provider call is unknown. */
export class Unknown extends Error {}
