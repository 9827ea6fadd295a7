import { coreService } from "../../mixins/core-service.ts";
import { authorize } from "./actions/authorize.ts";
import { createBankAccount, deleteBankAccount, getBankAccount, listBankAccounts } from "./actions/bank-accounts.ts";
import { capture } from "./actions/capture.ts";
import { ofOrder } from "./actions/of-order.ts";
import { receiveHook } from "./actions/receive-hook.ts";
import { reconcile } from "./actions/reconcile.ts";
import { refund } from "./actions/refund.ts";
import { sandboxPayment } from "./actions/sandbox-payment.ts";
import { settleRefund } from "./actions/settle-refund.ts";
import { voidPayments } from "./actions/void.ts";
import { paymentsTables } from "./migrations/0001-payments.ts";
import { sandboxTables } from "./migrations/0002-sandbox.ts";
import { bankAccountsTables } from "./migrations/0003-bank-accounts.ts";
import { currencyDecimals } from "./migrations/0004-currency-decimals.ts";
import { refundLines } from "./migrations/0005-refund-lines.ts";
import { askingBack } from "./migrations/0006-asking-back.ts";
import { paymentClosings } from "./migrations/0007-closings.ts";
import { demoPayments } from "./payments.demo.ts";
import { forgetCustomer } from "./payments.events.ts";
import { closeFailed } from "./workers/closings.ts";
import { handleHooks } from "./workers/hooks.ts";
import { reconcileNightly } from "./workers/reconcile.ts";

/** The money of orders: authorizations, captures and refunds at external providers; and customers' bank accounts. */
export default coreService({
  name: "payments",
  migrations: [
    paymentsTables,
    sandboxTables,
    bankAccountsTables,
    currencyDecimals,
    refundLines,
    askingBack,
    paymentClosings,
  ],
  actions: [
    ofOrder,
    authorize,
    capture,
    voidPayments,
    refund,
    settleRefund,
    receiveHook,
    sandboxPayment,
    reconcile,
    listBankAccounts,
    getBankAccount,
    createBankAccount,
    deleteBankAccount,
  ],
  subscriptions: [forgetCustomer],
  demo: demoPayments,
  workers: (service) => [...handleHooks(service), closeFailed(service), reconcileNightly(service)],
});
