import { env } from "../../../config/env.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { PaymentProvider } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import type { Provider } from "./provider.ts";
import { sandboxOf } from "./sandbox.ts";
import { stripeOf } from "./stripe.ts";

/** Returns the provider with a name. Throws `provider_not_configured`. */
export function providerOf(db: Database, name: PaymentProvider): Provider {
  if (name === "manual" || name === "cod") return manual;
  if (name === "sandbox") return sandboxOf(db);
  if (!env.STRIPE_SECRET_KEY) throw fail("provider_not_configured");
  stripe ??= stripeOf(env.STRIPE_SECRET_KEY, env.STRIPE_API_URL);
  return stripe;
}

let stripe: Provider | undefined;

// Money that the merchant collects and returns personally. It is pending until they confirm it.
const manual: Provider = {
  authorize: async () => ({ state: "pending", captured: 0, reference: null }),
  capture: async (_charge, amount) => ({ state: "captured", captured: amount, reference: null }),
  void: async () => ({ state: "voided", captured: 0, reference: null }),
  refund: async () => ({ reference: null }),
};

/**
 * Resolves the name of a request to a provider that is set up: cards go to Stripe where it is configured, else to the
 * sandbox, which is refused in production, since it would move no money. Throws `provider_not_configured`.
 */
export function chooseProvider(db: Database, name: PaymentProvider | "card"): PaymentProvider {
  const chosen = name === "card" ? (env.STRIPE_SECRET_KEY ? "stripe" : "sandbox") : name;
  if (chosen === "sandbox" && env.NODE_ENV === "production") throw fail("provider_not_configured");
  providerOf(db, chosen);
  return chosen;
}
