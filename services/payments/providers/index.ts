import { env } from "../../../config/env.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { fail } from "../payments.errors.ts";
import { manual } from "./manual.ts";
import type { Provider } from "./provider.ts";
import { sandboxOf } from "./sandbox.ts";
import { stripeOf } from "./stripe.ts";

/** The names of all providers. */
export const providerNames = ["manual", "cod", "sandbox", "stripe"] as const;

/** The provider of that name. Throws `provider_not_configured`. */
export function providerOf(db: Database, name: string): Provider {
  if (name === "manual" || name === "cod") return manual;
  if (name === "sandbox") return sandboxOf(db);
  if (!env.STRIPE_SECRET_KEY) throw fail("provider_not_configured");
  stripe ??= stripeOf(env.STRIPE_SECRET_KEY, env.STRIPE_API_URL);
  return stripe;
}

let stripe: Provider | undefined;

/** Names that a payment may be asked for by: a provider's, or `card` for whichever takes cards here. */
export const askedNames = [...providerNames, "card"] as const;

/** The provider that takes a payment asked for by that name: cards go to Stripe where it is set up, else to the sandbox. */
export function providerFor(name: string): string {
  if (name !== "card") return name;
  return env.STRIPE_SECRET_KEY ? "stripe" : "sandbox";
}

/** Refuses new payments that would be no money: the sandbox's, in production. Throws `provider_not_configured`. */
export function assertRealMoney(name: string): void {
  if (name === "sandbox" && env.NODE_ENV === "production") throw fail("provider_not_configured");
}
