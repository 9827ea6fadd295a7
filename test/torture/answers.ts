import type { Client, Outcome, Try } from "../support/load.ts";
import type { Act } from "./history.ts";

/** An order that was placed, as its client was told. */
export interface Placed {
  id: string;
  customer_id: string;
  email: string;
  lines: { sku: string; quantity: number }[];
  /** How many refunds its money is enough for. */
  most: number;
}

/** What clients were told. */
export interface Told {
  placed: Placed[];
  /** Customers for whom a placing was never answered: an order of theirs may exist. */
  unanswered: Set<string>;
  /** Customers whose placing was refused. */
  declined: Set<string>;
  /** Returns that were received, and those that may have been. */
  received: Received[];
  operations: number;
}

/** A piece that came back. */
export interface Received {
  order: string;
  return_id: string;
  sku: string;
  /** False when the answer was lost. */
  isSure: boolean;
}

/** The amount of each refund. */
export const refundAmount = 1;

/** What an answer says of an act. */
export const outcomeOf = (status: number): Act["outcome"] =>
  status >= 200 && status < 300 ? "done" : status >= 400 && status < 500 ? "refused" : "unknown";

/** Every attempt of every client. */
export const tries: Try[] = [];

/** Sends a request until it is answered; what is not answered in a minute counts as unknown. */
export const insist = (client: Client, method: string, path: string, body?: unknown): Promise<Outcome> =>
  client
    .insist(method, path, body)
    .catch(() => ({ status: 0, body: undefined }))
    .finally(() => tries.push(...client.tries.splice(0)));
