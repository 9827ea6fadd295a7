/** A payment as its provider sees it. Amounts are minor units. */
export interface Charge {
  store_id: number;
  /** Ours, `pay_…`: the keys of all operations on it are made of it. */
  id: string;
  order_id: string;
  amount: number;
  currency: string;
  /** What the client named: `pm_…`. */
  payment_method_id: string | null;
  capture_at_once: boolean;
  /** The provider's own id of it, once that is known. */
  provider_reference: string | null;
}

/** Money on its way back. */
export interface ChargeRefund {
  /** Ours, `ref_…`. */
  id: string;
  amount: number;
  /** The customer's account at a bank, where it goes by transfer; without it back to where it came from. */
  bank_account_id?: string | null;
}

/** A definite no, in words for the merchant. */
export interface Declined {
  declined: string;
}

/** How a charge stands with its provider. */
export interface ChargeState {
  state: "pending" | "authorized" | "captured" | "voided";
  captured: number;
  reference: string | null;
}

/**
 * Where money is held, taken and given back. Each operation is done once however often it is asked for the same charge
 * or refund, and answers what was done. An operation that throws may have been done or not: it is asked again.
 */
export interface Provider {
  /**
   * Holds an amount, or takes it at once. A provider with ids of its own gives its id to `remember` before any money
   * moves: a void then knows what to ask for. `remember` throws when the payment is not to be made any more.
   */
  authorize(charge: Charge, until: Deadline, remember: Remember): Promise<ChargeState | Declined>;
  /** Takes what is held. */
  capture(charge: Charge, amount: number, until: Deadline): Promise<ChargeState | Declined>;
  /** Lets go of what is held and refuses what may still come; a charge that was taken answers `captured`. */
  void(charge: Charge, until: Deadline): Promise<ChargeState>;
  refund(charge: Charge, refund: ChargeRefund, until: Deadline): Promise<{ reference: string | null } | Declined>;
}

/** Keeps the provider's id of a payment. */
export type Remember = (reference: string) => Promise<void>;

/** How long an answer is waited for. */
export interface Deadline {
  ms: number;
}

/** Nobody knows what became of it. */
export class Unknown extends Error {}
