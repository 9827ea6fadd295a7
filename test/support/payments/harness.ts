import type { ActionDefinition } from "../../../mixins/actions/action.ts";
import { Database } from "../../../mixins/db/database.ts";
import { migrate } from "../../../mixins/db/migrations.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, ActionResult, OrderMoney, OrderRef } from "../../../services/contracts.ts";
import { authorize } from "../../../services/payments/actions/authorize.ts";
import { capture } from "../../../services/payments/actions/capture.ts";
import { ofOrder } from "../../../services/payments/actions/of-order.ts";
import { receiveHook } from "../../../services/payments/actions/receive-hook.ts";
import { reconcile } from "../../../services/payments/actions/reconcile.ts";
import { refund } from "../../../services/payments/actions/refund.ts";
import { voidPayments } from "../../../services/payments/actions/void.ts";
import { paymentsTables } from "../../../services/payments/migrations/0001-payments.ts";
import { sandboxTables } from "../../../services/payments/migrations/0002-sandbox.ts";
import { bankAccountsTables } from "../../../services/payments/migrations/0003-bank-accounts.ts";
import { currencyDecimals } from "../../../services/payments/migrations/0004-currency-decimals.ts";
import { refundLines } from "../../../services/payments/migrations/0005-refund-lines.ts";
import { askingBack } from "../../../services/payments/migrations/0006-asking-back.ts";
import { paymentClosings } from "../../../services/payments/migrations/0007-closings.ts";

const actions = {
  "payments.ofOrder": ofOrder,
  "payments.authorize": authorize,
  "payments.capture": capture,
  "payments.void": voidPayments,
  "payments.refund": refund,
  "payments.receiveHook": receiveHook,
  "payments.reconcile": reconcile,
} as const;

export type PaymentAction = keyof typeof actions;

/** The payments service without a broker, whose retries would interfere with those of the tests. */
export interface PaymentsHarness {
  db: Database;
  call<Name extends PaymentAction>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>>;
  money(ref: OrderRef): Promise<OrderMoney>;
  /** The amount that each operation moved at the sandbox: positive for captures, negative for refunds. */
  moved(payment_id: string): Promise<number[]>;
  /** The amount that the sandbox has authorized but not captured. */
  held(payment_id: string): Promise<number>;
  /** The names of a payment's or refund's events, in order. */
  events(id: string): Promise<string[]>;
}

export const store_id = 743;

/** An order id that no other test uses. */
export const newOrder = (): OrderRef => ({ store_id, order_id: newId("ord") });

/** Parameters of `payments.authorize`, with a new key. */
export const paymentOf = (
  ref: OrderRef,
  more: Partial<ActionParams<"payments.authorize">> = {},
): ActionParams<"payments.authorize"> => ({
  ...ref,
  idempotency_key: newId("req"),
  tenant_id: "ten_payments",
  provider: "sandbox",
  method: "card",
  payment_method_id: "pm_card_visa",
  amount: 1_000,
  currency: "USD",
  capture: true,
  ...more,
});

/** Parameters of a write on an order, with a new key. */
export const writeOn = (ref: OrderRef) => ({ ...ref, idempotency_key: newId("req") });

/** Opens the service's database and applies its migrations. */
export async function openPayments(db = new Database("payments")): Promise<PaymentsHarness> {
  await migrate(db, [
    paymentsTables,
    sandboxTables,
    bankAccountsTables,
    currencyDecimals,
    refundLines,
    askingBack,
    paymentClosings,
  ]);
  const logger = { warn: () => undefined };
  const call: PaymentsHarness["call"] = (name, params) =>
    (actions[name] as ActionDefinition).schema.handler.call(
      { db, logger } as never,
      { params, meta: {} } as never,
    ) as never;
  return {
    db,
    call,
    money: (ref) => call("payments.ofOrder", ref),
    async moved(id) {
      const sql =
        "SELECT moved FROM sandbox_operations WHERE store_id = ? AND charge_id = ? AND moved <> 0 ORDER BY id";
      return (await db.rows<{ moved: number }>(sql, [store_id, id])).map(({ moved }) => moved);
    },
    async held(id) {
      const sql = "SELECT held FROM sandbox_charges WHERE store_id = ? AND charge_id = ?";
      return (await db.row<{ held: number }>(sql, [store_id, id]))?.held ?? 0;
    },
    async events(id) {
      const sql = "SELECT name FROM payments_outbox WHERE aggregate_id = ? ORDER BY id";
      return (await db.rows<{ name: string }>(sql, [id])).map(({ name }) => name);
    },
  };
}
