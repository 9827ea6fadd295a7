import { env } from "../../../config/env.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { PaymentProvider } from "../../contracts.ts";
import { fail } from "../payments.errors.ts";
import { manual } from "./manual.ts";
import type { Provider } from "./provider.ts";
import { sandboxOf } from "./sandbox.ts";
import { stripeOf } from "./stripe.ts";

/** The provider of that name. Throws `provider_not_configured`. */
export function providerOf(db: Database, name: PaymentProvider): Provider {
  if (name === "manual" || name === "cod") return manual;
  if (name === "sandbox") return sandboxOf(db);
  if (!env.STRIPE_SECRET_KEY) throw fail("provider_not_configured");
  stripe ??= stripeOf(env.STRIPE_SECRET_KEY, env.STRIPE_API_URL);
  return stripe;
}

let stripe: Provider | undefined;

/** The provider that takes a payment asked for by that name: cards go to Stripe where it is set up, else to the sandbox. */
export function providerFor(name: PaymentProvider | "card"): PaymentProvider {
  if (name !== "card") return name;
  return env.STRIPE_SECRET_KEY ? "stripe" : "sandbox";
}

/** Refuses new payments that would be no money: the sandbox's, in production. Throws `provider_not_configured`. */
export function assertRealMoney(name: string): void {
  if (name === "sandbox" && env.NODE_ENV === "production") throw fail("provider_not_configured");
}
