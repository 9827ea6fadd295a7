import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import type { ActionParams, PaymentProvider } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { params } from "../payments.schema.ts";
import { callProvider, intend } from "../provider-call.ts";
import { chooseProvider } from "../providers/index.ts";
import { type ChargeState, type Declined, Unknown } from "../providers/provider.ts";
import { conclude } from "../settling.ts";
import { findByRequest, insertPayment, keepReference } from "../store/payments.ts";
import { type PaymentRow, pendingRow } from "../store/rows.ts";

type Request = ActionParams<"payments.authorize">;

/**
 * Authorizes an amount, or captures it at once. Throws `payment_declined`, `payment_voided`, `provider_not_configured`.
 */
export const authorize = action("payments.authorize", params.authorize, async (asked, context) => {
  // Callers of the release before repeat a request without the decimals: it is the same one.
  const { currency_decimals = null, ...request } = asked;
  const provider = chooseProvider(context.db, request.provider, request.currency);
  const intent = await intend(context, request, async ({ db, tx }, isRepeated) => {
    const known = isRepeated ? await findByRequest(db, tx, request.store_id, request.idempotency_key) : undefined;
    return known ?? insertPayment(db, tx, newPayment({ ...request, currency_decimals }, provider));
  });
  return conclude(context, request, intent, await answerOf(intent, context));
});

/** Calls the provider, unless the outcome is known already or the payment is being voided. */
async function answerOf(intent: PaymentRow, context: ActionContext): Promise<ChargeState | Declined | undefined> {
  if (intent.status !== "pending") return undefined;
  if (intent.voiding) throw fail("payment_voided");
  const remember = async (reference: string) => {
    if (!(await keepReference(context.db, intent, reference))) throw new Unknown("The payment is being voided.");
  };
  return callProvider(context, intent, (provider, charge, until) => provider.authorize(charge, until, remember));
}

type Accepted = Omit<Request, "currency_decimals"> & Pick<PaymentRow, "currency_decimals">;

const newPayment = (request: Accepted, provider: PaymentProvider): Omit<PaymentRow, "id"> => ({
  ...pendingRow("pay", request),
  request_key: request.idempotency_key,
  provider,
  method: request.method,
  payment_method_id: request.payment_method_id ?? null,
  currency_decimals: request.currency_decimals,
  return_url: request.return_url ?? null,
  next_action: null,
  capture_at_once: request.capture ? 1 : 0,
  captured: 0,
  refunded: 0,
  disputed: 0,
  dispute_count: 0,
  capturing: null,
  voiding: 0,
});
