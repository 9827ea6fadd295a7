import { env } from "../../../config/env.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { PaymentProvider } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import type { Provider } from "./provider.ts";
import { razorpayOf } from "./razorpay.ts";
import { sandboxOf } from "./sandbox.ts";
import { stripeOf } from "./stripe.ts";

// Money that the merchant collects and returns personally. It is pending until they confirm it.
const manual: Provider = {
  authorize: async () => ({ state: "pending", captured: 0, reference: null }),
  capture: async (_charge, amount) => ({ state: "captured", captured: amount, reference: null }),
  void: async () => ({ state: "voided", captured: 0, reference: null }),
  refund: async () => ({ reference: null }),
};

const made = new Map<PaymentProvider, Provider>();

function makeOf(name: PaymentProvider, db: Database): Provider | undefined {
  if (isByHand({ provider: name })) return manual;
  if (name === "sandbox") return sandboxOf(db);
  if (name === "stripe" && env.STRIPE_SECRET_KEY)
    return stripeOf(env.STRIPE_SECRET_KEY, env.STRIPE_API_URL, env.STRIPE_WEBHOOK_SECRET);
  const { RAZORPAY_KEY_ID: keyId, RAZORPAY_KEY_SECRET: secret, RAZORPAY_API_URL: apiUrl } = env;
  if (name === "razorpay" && keyId && secret)
    return razorpayOf({ keyId, secret, apiUrl, hookSecrets: env.RAZORPAY_WEBHOOK_SECRET });
  return undefined;
}

/** Returns the provider with a name. Throws `provider_not_configured`. */
export function providerOf(db: Database, name: PaymentProvider): Provider {
  const known = made.get(name);
  if (known) return known;
  const provider = makeOf(name, db);
  if (!provider) throw fail("provider_not_configured");
  // The sandbox is of one database.
  if (name !== "sandbox") made.set(name, provider);
  return provider;
}

/** True for money that the merchant collects. */
export const isByHand = ({ provider }: { provider: PaymentProvider }) => provider === "manual" || provider === "cod";

/** The external providers that are set up. */
export const providersSetUp = (): PaymentProvider[] =>
  (["stripe", "razorpay"] as const).filter((name) => (name === "stripe" ? env.STRIPE_SECRET_KEY : env.RAZORPAY_KEY_ID));

/** True for a provider that may send messages here. */
export const isSetUp = (name: PaymentProvider): boolean =>
  name === "sandbox" ? env.NODE_ENV !== "production" : providersSetUp().includes(name);

/**
 * Resolves the name of a request to a provider that is set up. Cards go to Stripe, or to Razorpay; where both are set up,
 * rupees go to Razorpay. Without either they go to the sandbox, which is refused in production, since it would move no
 * money. Throws `provider_not_configured`.
 */
export function chooseProvider(db: Database, name: PaymentProvider | "card", currency: string): PaymentProvider {
  const [first, second] = providersSetUp();
  const forCards = second && currency === "INR" ? second : (first ?? "sandbox");
  const chosen = name === "card" ? forCards : name;
  if (chosen === "sandbox" && env.NODE_ENV === "production") throw fail("provider_not_configured");
  providerOf(db, chosen);
  return chosen;
}
