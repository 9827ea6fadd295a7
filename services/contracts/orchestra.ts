import type { SessionTokens } from "./auth.ts";
import type { Customer } from "./customers.ts";
import type { Address } from "./customers-actions.ts";
import type { LoyaltyStatus } from "./loyalty.ts";
import type { Picture } from "./media.ts";
import type { NotificationPreferences } from "./notifications.ts";
import type { OrderDetail } from "./orders.ts";
import type { OrderMoney } from "./payments.ts";
import type { OrderReturn } from "./returns.ts";
import type { Fulfillment } from "./shipments.ts";

/** An order with the records of all services. */
export interface FullOrder extends OrderDetail {
  money: OrderMoney;
  fulfillments: Fulfillment[];
  returns: OrderReturn[];
}

export const runStates = ["running", "undoing", "waiting", "completed", "failed", "stuck"] as const;

export type RunState = (typeof runStates)[number];

/** A workflow run. */
export interface WorkflowRun {
  id: string;
  workflow: string;
  store_id: number;
  state: RunState;
  /** The entity that it concerns, such as an order. */
  subject: string;
  steps: { name: string; state: "done" | "refused" | "undone" | "unknown" }[];
  error: string | null;
  attempts: number;
  created_at: number;
  updated_at: number;
}

/** A customer's profile. */
export interface Profile {
  customer: Customer;
  picture: Picture | null;
  preferences: NotificationPreferences;
}

/** A signed-in customer. */
export interface SignedIn {
  tokens: SessionTokens;
  profile: Profile;
}

/** A customer with points and addresses. */
export interface Member {
  customer: Customer;
  addresses: Address[];
  loyalty: LoyaltyStatus;
}
