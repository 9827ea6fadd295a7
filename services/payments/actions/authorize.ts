import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, PaymentProvider } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { callProvider, commit } from "../provider-call.ts";
import { assertRealMoney, providerFor, providerOf } from "../providers/index.ts";
import { type ChargeState, type Declined, Unknown } from "../providers/provider.ts";
import { madeOrRefused, settlePayment } from "../settling.ts";
import { claimKey } from "../store/keys.ts";
import { findByRequest, insertPayment, keepReference, lockPayment } from "../store/payments.ts";
import { type PaymentRow, toCharge, toPayment } from "../store/rows.ts";

type Request = ActionParams<"payments.authorize">;

/**
 * Authorizes an amount, or captures it at once. Throws `payment_declined`, `payment_voided`, `provider_not_configured`.
 */
export const authorize = action("payments.authorize", params.authorize, async (request, context) => {
  const { db } = context;
  const intent = await intend(request, context);
  const answer = await answerOf(intent, context);
  const payment = await idempotent(context, request, async (txContext) => {
    if (answer) return toPayment(await settlePayment(db, txContext, intent, answer));
    return toPayment(await lockPayment(db, txContext.tx, request, intent.public_id));
  });
  return madeOrRefused(payment);
});

function intend(request: Request, context: ActionContext): Promise<PaymentRow> {
  const { db, action: name } = context;
  const provider = providerFor(request.provider);
  providerOf(db, provider);
  assertRealMoney(provider);
  return commit(context, async ({ tx }) => {
    const known = await claimKey(db, tx, name, request);
    const row = known ? await findByRequest(db, tx, request.store_id, request.idempotency_key) : undefined;
    return row ?? insertPayment(db, tx, newPayment(request, provider));
  });
}

/** Calls the provider, unless the outcome is known already or the payment is being voided. */
async function answerOf(intent: PaymentRow, context: ActionContext): Promise<ChargeState | Declined | undefined> {
  if (intent.status !== "pending") return undefined;
  if (intent.voiding) throw fail("payment_voided");
  const provider = providerOf(context.db, intent.provider);
  const remember = async (reference: string) => {
    if (!(await keepReference(context.db, intent, reference))) throw new Unknown("The payment is being voided.");
  };
  return callProvider(context, intent.public_id, (until) => provider.authorize(toCharge(intent), until, remember));
}

function newPayment(request: Request, provider: PaymentProvider): Omit<PaymentRow, "id"> {
  const now = Date.now();
  const { store_id, tenant_id, order_id, method, amount, currency, idempotency_key } = request;
  return {
    public_id: newId("pay"),
    store_id,
    tenant_id,
    order_id,
    status: "pending",
    amount,
    currency,
    provider_reference: null,
    error: null,
    version: 1,
    created_at: now,
    updated_at: now,
    request_key: idempotency_key,
    provider,
    method,
    payment_method_id: request.payment_method_id ?? null,
    capture_at_once: request.capture ? 1 : 0,
    captured: 0,
    refunded: 0,
    capturing: null,
    voiding: 0,
  };
}
