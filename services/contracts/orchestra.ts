import type { SessionTokens } from "./auth.ts";
import type { Address, Customer } from "./customers.ts";
import type { LoyaltyStatus } from "./loyalty.ts";
import type { Picture } from "./media.ts";
import type { NotificationPreferences } from "./notifications.ts";
import type { OrderDetail } from "./orders.ts";
import type { OrderMoney } from "./payments.ts";
import type { OrderReturn } from "./returns.ts";
import type { Fulfillment } from "./shipments.ts";

/** An order with what every service keeps of it. */
export interface FullOrder extends OrderDetail {
  money: OrderMoney;
  fulfillments: Fulfillment[];
  returns: OrderReturn[];
}

export const runStates = ["running", "undoing", "completed", "failed", "stuck"] as const;

export type RunState = (typeof runStates)[number];

/** A run of a workflow as its journal tells it. */
export interface WorkflowRun {
  id: string;
  workflow: string;
  store_id: number;
  state: RunState;
  /** What it is about, such as an order. */
  subject: string;
  steps: { name: string; state: "done" | "refused" | "undone" | "unknown" }[];
  error: string | null;
  attempts: number;
  created_at: number;
  updated_at: number;
}

/** A customer with all that their profile shows. */
export interface Profile {
  customer: Customer;
  picture: Picture | null;
  preferences: NotificationPreferences;
}

/** Somebody who has signed in: the tokens of their session, and who they are. */
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
