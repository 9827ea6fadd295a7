import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../payments/payments.schema.ts";
import type { ActionsOf, List } from "./common.ts";
import type { Reconciliation, SandboxPayment } from "./payment-providers.ts";
import type { BankAccount, OrderMoney, Payment, Refund } from "./payments.ts";

export type NewBankAccount = TypeOf<typeof params.createBankAccount>["account"];

/** Actions of the payments service. */
export type PaymentsActions = ActionsOf<
  "payments",
  typeof params,
  {
    ofOrder: OrderMoney;
    /**
     * Asks the provider to hold an amount, or with `capture` to take it. `cod` and `manual` wait for the merchant.
     * Throws `payment_declined`, `payment_voided`, `provider_not_configured`; answers 503 while it is not known what
     * became of it: ask again with the same key.
     */
    authorize: Payment;
    /**
     * Takes what was held. Throws `payment_not_found`, `payment_not_capturable`, `capture_exceeds_authorized`,
     * `payment_declined`.
     */
    capture: Payment;
    /**
     * Lets go of what is held and not captured, on all of the order's payments. With `undoes` that step is refused when
     * it is still to come, and what it has captured is given back. Throws `refund_declined`.
     */
    void: OrderMoney;
    /**
     * Gives money back: `amount`, `lines`, that amount of those lines, or all that is captured and not refunded. Once for each reference, for ever.
     * With the order's money as `ledger` it is for lines of it; with `capped` it is as much as is left of them.
     * With `bank_account_id` by transfer to that account. Throws `refund_exceeds_paid`, `nothing_to_refund`,
     * `refund_declined`, `bank_account_invalid`.
     */
    refund: { refunds: Refund[]; money: OrderMoney };
    /**
     * Notes that a declined refund was given back outside. Throws `refund_not_found`, `refund_not_failed`,
     * `refund_exceeds_paid`.
     */
    settleRefund: { refund: Refund; reference: string; money: OrderMoney };
    /**
     * Takes a message of a provider, as it came; `fresh` when it was not taken before, and `no_effect` where one to the
     * sandbox has changed nothing. Throws `hook_unknown`, `hook_malformed`, `hook_forged`, `hook_expired`,
     * `sandbox_payment_unknown`.
     */
    receiveHook: { received: boolean; fresh?: boolean; no_effect?: string };
    /** A payment of the sandbox, as it is here and there. Throws `payment_not_found`, always so in production. */
    sandboxPayment: SandboxPayment;
    /** Compares the payments of a period with their providers, mends what is certain, and tells of the rest. */
    reconcile: Reconciliation;
    listBankAccounts: List<BankAccount>;
    /** Throws `bank_account_not_found`. */
    getBankAccount: BankAccount;
    /** Keeps the number encrypted, and asks the provider whether it is right. */
    createBankAccount: BankAccount;
    /** Throws `bank_account_not_found`. */
    deleteBankAccount: { bank_account_id: string };
  }
>;
