import { currencyDecimals } from "../../../mixins/values/currency.ts";
import type { Store } from "../../../services/contracts.ts";
import { useServices } from "../context.ts";
import { newKey } from "../key.ts";
import type { CommandContext } from "../runtime.ts";

/** A store whose currency has other decimals in ISO 4217, or at Stripe, than its amounts are kept with. */
interface Finding {
  store_id: number;
  domain_id: string;
  currency: string;
  /** The decimals that the store was made with, and those of ISO 4217. */
  currency_decimals: number;
  iso_decimals: number;
  state: "as ISO 4217" | "has no amounts yet" | "keeps its decimals" | "mended";
  /** What of the store has amounts. */
  amounts: { products: number; promotions: number; orders: number; loyalty_accounts: boolean };
  /** Payments that Stripe took in another unit than was meant, before amounts were converted for it. */
  wrong_at_stripe: { payments: number; first: string | null; factor: number } | null;
}

/**
 * Compares the decimals of every store with ISO 4217 and with Stripe's. With `mend`, a store without amounts gets those
 * of ISO 4217; one with amounts keeps its own, in which they are right.
 */
export function checkCurrencies(mend: boolean): Promise<{ stores: number; found: Finding[] }> {
  return useServices(["stores", "catalog", "orders", "loyalty", "payments"], async (context) => {
    const stores = await context.call("stores.list", {});
    const found: Finding[] = [];
    for (const store of stores) {
      const finding = await findingOf(context, store);
      if (!finding) continue;
      found.push(finding);
      if (mend && finding.state === "has no amounts yet") await mendStore(context, finding);
    }
    return { stores: stores.length, found };
  });
}

async function findingOf(context: CommandContext, store: Store): Promise<Finding | undefined> {
  const { store_id, domain_id, currency, currency_decimals } = store;
  const iso_decimals = currencyDecimals(currency);
  const wrong_at_stripe = await wrongAtStripe(context, store);
  if (iso_decimals === currency_decimals && !wrong_at_stripe) return undefined;
  const amounts = await amountsOf(context, store_id);
  const isEmpty = Object.values(amounts).every((amount) => !amount);
  const odd = isEmpty ? ("has no amounts yet" as const) : ("keeps its decimals" as const);
  const state = iso_decimals === currency_decimals ? ("as ISO 4217" as const) : odd;
  return { store_id, domain_id, currency, currency_decimals, iso_decimals, state, amounts, wrong_at_stripe };
}

async function amountsOf(context: CommandContext, store_id: number): Promise<Finding["amounts"]> {
  const one = { store_id, limit: 1 };
  const products = await context.call("catalog.searchProducts", { ...one, filter: {} });
  const promotions = await context.call("catalog.listPromotions", one);
  const orders = await context.call("orders.search", { ...one, filter: {} });
  const accounts = await context.call("loyalty.check", one);
  return {
    products: products.total,
    promotions: promotions.total,
    orders: orders.total,
    loyalty_accounts: accounts.checked > 0,
  };
}

async function wrongAtStripe(context: CommandContext, store: Store): Promise<Finding["wrong_at_stripe"]> {
  const { stripeDecimals } = await import("../../../services/payments/providers/stripe-amounts.ts");
  const { sentAsKept } = await import("../../../services/payments/store/payments.ts");
  const more = stripeDecimals(store.currency) - store.currency_decimals;
  if (more === 0) return null;
  const sent = await sentAsKept(context.db("payments", store.store_id), store.store_id);
  return sent.payments === 0 ? null : { ...sent, factor: 10 ** -more };
}

async function mendStore(context: CommandContext, finding: Finding): Promise<void> {
  const { store_id, iso_decimals: currency_decimals } = finding;
  const idempotency_key = newKey();
  await context.call("stores.setCurrencyDecimals", { idempotency_key, store_id, currency_decimals });
  finding.state = "mended";
}
