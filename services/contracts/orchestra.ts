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
  steps: { name: string; state: (typeof runStepStates)[number] }[];
  error: string | null;
  attempts: number;
  created_at: number;
  updated_at: number;
}

/** A run without its steps, as lists have it. */
export interface ListedWorkflowRun {
  id: string;
  workflow: string;
  store_id: number;
  state: RunState;
  subject: string;
  error: string | null;
  attempts: number;
  created_at: number;
  updated_at: number;
  ended_at: number | null;
}

export const runStepStates = ["done", "refused", "undone", "unknown"] as const;

/** A step of a run: when it was first asked for, and how long its outcome took. */
export interface RunStep {
  /** Its place in the workflow: `3`, or `fresh1.0`. */
  id: string;
  name: string;
  action: string;
  state: (typeof runStepStates)[number];
  began_at: number | null;
  duration_ms: number | null;
  error: string | null;
}

/** A run with its steps, and its input without what is personal. */
export interface WorkflowRunDetail extends ListedWorkflowRun {
  key: string;
  version: number;
  request_id: string | null;
  actor: { type: string; id: string };
  /** True when it has passed its point of no return. */
  committed: boolean;
  /** Null once it has ended. */
  input: Record<string, unknown> | null;
  steps: RunStep[];
}

export const runActs = ["resume", "retry", "skip", "resolve"] as const;

export type RunActName = (typeof runActs)[number];

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
