import type Stripe from "stripe";
import type { PaymentAction } from "../../contracts.ts";
import type { Charge, ChargeState, Declined } from "./provider.ts";
import { fromStripe } from "./stripe-amounts.ts";

/** Maps an intent to the state of its charge; `confirm` resumes one that still requires confirmation. */
export async function stateOf(
  charge: Charge,
  intent: Stripe.PaymentIntent,
  confirm?: (intent: Stripe.PaymentIntent) => Promise<ChargeState | Declined>,
): Promise<ChargeState | Declined> {
  const { id: reference, status, amount_received, last_payment_error } = intent;
  const none = { captured: 0, reference };
  if (status === "requires_action") return { state: "requires_action", ...none, action: actionOf(intent) };
  if (status === "processing") return { state: "processing", ...none };
  if (status === "requires_capture") return { state: "authorized", ...none };
  if (status === "succeeded")
    return { state: "captured", captured: fromStripe(amount_received, charge.amount, charge), reference };
  if (status === "canceled") return { state: "voided", ...none };
  if (status === "requires_payment_method")
    return { declined: last_payment_error?.message ?? "The payment needs more than the customer gave." };
  if (confirm) return confirm(intent);
  // Created and not confirmed: no money has moved.
  return { state: "pending", ...none };
}

function actionOf({ client_secret, next_action }: Stripe.PaymentIntent): PaymentAction {
  const url = next_action?.redirect_to_url?.url ?? null;
  return { type: url ? "redirect" : "stripe_sdk", client_secret, url, key_id: null, provider_order_id: null };
}
