import type { FreeObject } from "./common.ts";
import type { LoyaltyTier } from "./loyalty.ts";

/** Where a customer may come from (contract §2). */
export const registrationSources = [
  "EMAIL_PASSWORD",
  "GOOGLE",
  "FACEBOOK",
  "APPLE",
  "PHONE",
  "MERCHANT",
  "APP",
  "GUEST",
] as const;

export type RegistrationSource = (typeof registrationSources)[number];

export interface Customer {
  id: string;
  user_id: number;
  store_id: number;
  tenant_id: string;
  email: string | null;
  phone: string | null;
  registration_source: RegistrationSource;
  is_guest: boolean;
  enabled: boolean;
  approved: boolean;
  email_verified: boolean;
  phone_verified: boolean;
  /** Verified by who holds the address, and not by the word of a merchant: what sign-in believes. */
  email_proven: boolean;
  phone_proven: boolean;
  /** When that was; null where it is not known, or not so. */
  email_proven_at: number | null;
  phone_proven_at: number | null;
  first_name: string;
  last_name: string;
  group_id: string | null;
  group_name: string | null;
  address_json: FreeObject | null;
  /** `YYYY-MM-DD`. */
  birthday: string | null;
  preferences: FreeObject;
  /** The new address or number, until a code verifies it. */
  pending_email: string | null;
  pending_phone: string | null;
  last_active_on: number | null;
  total_orders: number;
  total_order_amount: number;
  segment: CustomerSegment;
  /** As of the last event of the loyalty service, which owns them. */
  loyalty_points: number;
  loyalty_tier: LoyaltyTier;
  version: number;
  created_at: number;
  updated_at: number;
}

/** Segments by amount and time of orders (contract §6), in the order of their numbers in the database. */
export const customerSegments = ["new", "active", "at_risk", "vip"] as const;

export type CustomerSegment = (typeof customerSegments)[number];

export interface CustomerGroup {
  id: string;
  name: string;
  version: number;
  created_at: number;
  updated_at: number;
}

/** What customers can be sorted by. */
export const customerSorts = [
  "created_at",
  "updated_at",
  "last_active_on",
  "first_name",
  "last_name",
  "email",
  "total_orders",
  "total_order_amount",
] as const;

export type CustomerSort = (typeof customerSorts)[number];

/** Cells of the export in the order of the seed's header line; null is an empty cell. Amounts are minor units. */
export type CustomerExportRow = (string | number | boolean | null)[];
