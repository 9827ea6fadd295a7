import * as t from "../../mixins/actions/params.ts";
import { type LoyaltyTier, loyaltyTiers } from "../contracts/loyalty.ts";
import type { SignInSettings, StoreSettings } from "../contracts/stores.ts";

const count = t.integer().min(0).max(1_000_000_000);

const eachTier = <S extends t.Schema>(schema: S) =>
  t.object(Object.fromEntries(loyaltyTiers.map((tier) => [tier, schema])) as Record<LoyaltyTier, S>);

const thresholds = eachTier(count)
  .custom((value: Record<LoyaltyTier, number>, helpers) => (areRising(value) ? value : helpers.error("object.rising")))
  .messages({ "object.rising": "{{#label}} must begin with 0 for bronze and rise from tier to tier" });

function areRising(value: Record<LoyaltyTier, number>): boolean {
  const numbers = loyaltyTiers.map((tier) => value[tier]);
  return numbers[0] === 0 && numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

const segments = t.partial({
  vip_spent: t.number().min(0).max(1_000_000_000),
  new_days: count.max(36_500),
  at_risk_days: count.min(1).max(36_500),
});

const loyalty = t.partial({
  enabled: t.boolean(),
  points_per_unit: t.number().min(0).max(1_000).precision(4),
  points_per_reward_unit: count.min(1),
  expire_after_months: count.min(1).max(1_200),
  thresholds,
  benefits: eachTier(t.list(t.string(255)).max(50)),
});

const signIn = t
  .object(
    t.partial({
      session_days: count.min(1).max(3_650),
      session_idle_days: count.min(1).max(3_650),
      second_factor: t.oneOf(["optional", "required"]),
      passkey_domain: t.string(253).pattern(/^(?=.*[a-z])([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9-]+$/),
      passkey_origins: t.list(t.string(300)).min(1).max(20),
    }),
  )
  .custom((value: SignInSettings, helpers) => (haveDomain(value) ? value : helpers.error("object.origins")))
  .messages({
    "object.origins": "{{#label}}.passkey_origins must be https:// and passkey_domain or a host below it, no path",
  });

// A browser refuses others; http is for developers' own machines.
function haveDomain({ passkey_domain = "", passkey_origins = [] }: SignInSettings): boolean {
  return passkey_origins.every((origin) => {
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    const isBelow = url?.hostname === passkey_domain || url?.hostname.endsWith(`.${passkey_domain}`);
    const isSecure = url?.protocol === "https:" || (url?.protocol === "http:" && url.hostname === "localhost");
    return isBelow && isSecure && url?.origin === origin && passkey_domain !== "";
  });
}

/** A store's own settings by section; null resets one to the contract's defaults. */
export const settings: t.Typed<{ [Section in keyof StoreSettings]: StoreSettings[Section] | null }> = t.object(
  t.partial({
    segments: t.nullable(t.object(segments)),
    loyalty: t.nullable(t.object(loyalty)),
    return_window_days: t.nullable(count.max(3_650)),
    payment_hold_minutes: t.nullable(count.min(1).max(10_080)),
    release_promotion_on_cancel: t.nullable(t.boolean()),
    sign_in: t.nullable(signIn),
  }),
);
