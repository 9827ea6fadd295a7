import * as t from "../../mixins/actions/params.ts";
import { orderRef } from "../contracts/orders.ts";
import type { ProviderMessage } from "../contracts/payment-providers.ts";
import { moneyLine, paymentProviders } from "../contracts/payments.ts";

const id = t.id(40);
const amount = t.integer().min(1);
const ofCustomer = { ...t.inStore, customer_id: id };
const bankAccount = { ...ofCustomer, bank_account_id: id };
const write = { ...orderRef, ...t.write };
const ledger = t.list(moneyLine).max(1_000);
const wantedLine = t.object({
  line: t.string(40),
  quantity: t.integer().min(1),
  amount: t.optional(t.integer().min(0)),
});

/** What each action of the payments service takes. */
export const params = {
  ofOrder: t.object(orderRef),
  authorize: t.object({
    ...write,
    tenant_id: id,
    /** `card` is whichever takes cards here: Stripe where it is set up, else the sandbox. */
    provider: t.oneOf([...paymentProviders, "card"]),
    method: t.string(40),
    /** What the client named: `pm_…`. */
    payment_method_id: t.optional(t.string(191)),
    amount: t.integer().min(0),
    currency: t.string().length(3).uppercase(),
    /** The decimals of the amount, as the store keeps them; absent from callers of before. */
    currency_decimals: t.optional(t.integer().min(0).max(4)),
    capture: t.optional(t.boolean()),
    /** The order is created with this payment, and its timeline tells of it from then on. */
    placing: t.optional(t.boolean()),
    /** Where the page of a bank sends the payer back to. */
    return_url: t.optional(t.string(2_000)),
  }),
  capture: t.object({ ...write, payment_id: id, amount: t.optional(amount) }),
  /** With `lapsed` what waited for its payer has failed. */
  void: t.object({ ...write, ...t.partial({ ...t.undo, lapsed: t.boolean() }) }),
  refund: t.object({
    ...write,
    reference: t.string(191),
    amount: t.optional(amount),
    /** The order's money by line. */
    ledger: t.optional(ledger),
    lines: t.optional(t.list(wantedLine).min(1).max(1_000)),
    capped: t.optional(t.boolean()),
    /** The version of the order's money that the lines were computed from. */
    if_money_version: t.optional(t.integer().min(0)),
    reason: t.optional(t.string(500)),
    note: t.optional(t.text(2_000)),
    bank_account_id: t.optional(id),
  }),
  settleRefund: t.object({ ...write, refund_id: id, ledger, note: t.optional(t.text(2_000)) }),
  receiveHook: t.object({
    provider: t.oneOf(paymentProviders),
    /** As it came: only the provider knows its form. */
    hook: t.unchecked<ProviderMessage>(),
  }),
  sandboxPayment: t.object({ ...t.inStore, payment_id: id }),
  reconcile: t.object({ from: t.integer(), to: t.integer() }),
  listBankAccounts: t.object({ ...ofCustomer, ...t.paging }),
  getBankAccount: t.object(bankAccount),
  createBankAccount: t.object({
    ...ofCustomer,
    ...t.write,
    tenant_id: id,
    account: t.object({
      account_holder: t.string(255),
      bank_name: t.string(255),
      // What is wrong with a number is said without it.
      account_number: t
        .string()
        .pattern(/^[A-Z0-9]{5,34}$/)
        .messages({ "string.pattern.base": "{{#label}} must be 5 to 34 letters and digits" }),
      routing_number: t.optional(t.nullable(t.string(40))),
    }),
  }),
  deleteBankAccount: t.object({ ...bankAccount, ...t.write }),
};
