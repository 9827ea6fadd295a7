import type { LoyaltyProgram } from "./loyalty.ts";

/** When a customer belongs to which segment (contract §6). */
export interface SegmentRules {
  /** Spent in all, in whole units of the store's currency, from which on a customer is `vip`. */
  vip_spent: number;
  /** For how many days from the first order on a customer is `new`. */
  new_days: number;
  /** After how many days without an order a customer is `at_risk`. */
  at_risk_days: number;
}

/** What a store decides about its customers' sign-in. */
export interface SignInSettings {
  /** A session ends so many days after it began, whatever is refreshed (90). */
  session_days?: number;
  /** A session that is not used for so many days ends (30). */
  session_idle_days?: number;
  /** `required`: without a second factor a customer reaches nothing but its setup. */
  second_factor?: "optional" | "required";
  /** The domain that passkeys are for, the shop's own or one above it (`example.com`); without it there are none. */
  passkey_domain?: string;
  /** The origins of the pages that may use them, on that domain or below it (`https://` and the domain). */
  passkey_origins?: string[];
}

/** A store's settings; what is left out has the contract's default. */
export interface StoreSettings {
  segments?: Partial<SegmentRules>;
  loyalty?: Partial<LoyaltyProgram>;
  /** How long after delivery items may be returned. */
  return_window_days?: number;
  /** How long an order whose payment waits for its payer holds its stock (30). */
  payment_hold_minutes?: number;
  /** False: a promotion that a cancelled order has used stays used. */
  release_promotion_on_cancel?: boolean;
  sign_in?: SignInSettings;
}

/** One tenant's shop. */
export interface Store {
  store_id: number;
  domain_id: string;
  tenant_id: string;
  name: string;
  /** ISO 4217, and how many decimals its amounts have outside. */
  currency: string;
  currency_decimals: number;
  /** ISO 3166 alpha-2: how phone numbers without a country code are read. */
  country: string;
  language: string;
  timezone: string;
  settings: StoreSettings;
  created_at: number;
  updated_at: number;
}
