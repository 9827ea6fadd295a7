import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { lazily } from "../../../config/lazily.ts";
import { type Charge, type ChargeState, type Deadline, type Declined, type Provider, Unknown } from "./provider.ts";
import { refundToStripe, toStripe } from "./stripe-amounts.ts";
import { readStripe } from "./stripe-hook.ts";
import { findRefund, listStripe, lookAtStripe, refundStatusOf } from "./stripe-look.ts";
import { stateOf } from "./stripe-state.ts";

const library = lazily<typeof Stripe>("stripe");

/**
 * Stripe, by payment intents. An intent is created first, which moves no money, and confirmed once its id is stored: a
 * void can then always cancel it, and Stripe itself refuses a confirmation that arrives after that. One whose id did not
 * arrive stays unconfirmed for ever: nothing is paid twice.
 */
export function stripeOf(key: string, apiUrl?: string, secrets: readonly string[] = []): Provider {
  const stripe = new (library())(key, { ...placeOf(apiUrl), maxNetworkRetries: 0, telemetry: false });
  return {
    async authorize(charge, until, remember) {
      if (!charge.payment_method_id) return { declined: "No payment method was named." };
      const known = charge.provider_reference;
      if (known) return stateOf(charge, await stripe.paymentIntents.retrieve(known, {}, within(until)), confirm);
      return orDeclined(async () => {
        const intent = await stripe.paymentIntents.create(intentOf(charge), keyed(charge.id, "create", until));
        await remember(intent.id);
        return confirm(intent);
      });

      function confirm({ id }: Stripe.PaymentIntent): Promise<ChargeState | Declined> {
        const once = charge.return_url ? { return_url: charge.return_url } : { use_stripe_sdk: true };
        return orDeclined(async () =>
          stateOf(charge, await stripe.paymentIntents.confirm(id, once, keyed(charge.id, "confirm", until))),
        );
      }
    },
    capture: (charge, amount, until) =>
      orDeclined(async () => {
        const id = referenceOf(charge);
        const answer = stripe.paymentIntents.capture(
          id,
          { amount_to_capture: toStripe(amount, charge) },
          keyed(charge.id, "capture", until),
        );
        const intent = await orCurrentState(stripe, id, until, answer);
        return intent.status === "canceled"
          ? { declined: "The hold has expired at Stripe." }
          : stateOf({ ...charge, amount }, intent);
      }),
    async void(charge, until) {
      const id = charge.provider_reference;
      // Without a stored id nothing was ever confirmed, and nothing will be.
      if (!id) return { state: "voided", captured: 0, reference: null };
      // Under a key of its own each time: to a key that it knows Stripe repeats a refusal for a day, whatever has changed.
      const answer = stripe.paymentIntents.cancel(id, {}, keyed(charge.id, `void:${randomUUID()}`, until));
      const outcome = await stateOf(charge, await orCurrentState(stripe, id, until, answer));
      // With a bank, it can no longer be stopped: what comes of it is reported.
      if ("declined" in outcome || outcome.state === "authorized") throw new Unknown("Stripe still holds the money.");
      return outcome;
    },
    refund: (charge, { id, amount: ours, before, repeated, bank_account_id }, until) =>
      orDeclined(async () => {
        if (bank_account_id) return { declined: "Stripe gives money back only to where it came from." };
        const amount = refundToStripe(ours, before, charge);
        // Less than the smallest unit that Stripe knows: its parts add up with those of other refunds.
        if (amount === 0) return { reference: null };
        const of = { payment_intent: referenceOf(charge), amount, metadata: { refund_id: id } };
        const known = repeated ? await findRefund(stripe, of.payment_intent, id, until) : undefined;
        const refund = known ?? (await stripe.refunds.create(of, keyed(id, "refund", until)));
        const status = refundStatusOf(refund.status);
        if (status === "failed") {
          return { declined: `Stripe could not give it back: ${refund.failure_reason ?? refund.status}.` };
        }
        return { reference: refund.id, pending: status === "pending" };
      }),
    look: (charge, until) => lookAtStripe(stripe, charge, until),
    list: (from, to, until) => listStripe(stripe, from, to, until),
    ...(secrets.length > 0 ? { read: (hook, now) => readStripe(hook, secrets, now) } : {}),
  };
}

const within = ({ ms: timeout }: Deadline) => ({ timeout });
const keyed = (id: string, operation: string, until: Deadline) => ({
  ...within(until),
  idempotencyKey: `${id}:${operation}`,
});

function placeOf(apiUrl: string | undefined): Pick<Stripe.StripeConfig, "protocol" | "host" | "port"> {
  if (!apiUrl) return {};
  const { protocol, hostname: host, port } = new URL(apiUrl);
  const isPlain = protocol === "http:";
  return { protocol: isPlain ? "http" : "https", host, port: port || (isPlain ? 80 : 443) };
}

const intentOf = (charge: Charge): Stripe.PaymentIntentCreateParams => ({
  amount: toStripe(charge.amount, charge),
  currency: charge.currency.toLowerCase(),
  payment_method: charge.payment_method_id ?? undefined,
  capture_method: charge.capture_at_once ? "automatic" : "manual",
  automatic_payment_methods: { enabled: true, allow_redirects: charge.return_url ? "always" : "never" },
  metadata: { store_id: String(charge.store_id), order_id: charge.order_id, payment_id: charge.id },
});

function referenceOf({ provider_reference }: Charge): string {
  if (!provider_reference) throw new Unknown("The payment has no id at Stripe.");
  return provider_reference;
}

/** Stripe's definite refusal is an outcome; any other error leaves the outcome unknown. */
async function orDeclined<T>(work: () => Promise<T | Declined>): Promise<T | Declined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof library().errors.StripeCardError || isInvalid(error)) return { declined: error.message };
    throw error;
  }
}

/** When the intent's state does not allow the operation, retrieves it: a previous call may have succeeded. */
async function orCurrentState(stripe: Stripe, id: string, until: Deadline, answer: Promise<Stripe.PaymentIntent>) {
  try {
    return await answer;
  } catch (error) {
    if (isInvalid(error) && error.code === "payment_intent_unexpected_state") {
      return stripe.paymentIntents.retrieve(id, {}, within(until));
    }
    throw error;
  }
}

const isInvalid = (error: unknown): error is Stripe.errors.StripeError =>
  error instanceof library().errors.StripeInvalidRequestError;
