import { isDeepStrictEqual } from "node:util";
import {
  type Change,
  type Fulfillment,
  type FulfillmentChanges,
  type FulfillmentStatus,
  fulfillmentStatuses,
  type Snapshot,
} from "../contracts.ts";
import { fail } from "./shipments.errors.ts";

/** Refuses to change what is cancelled; to say so again changes nothing. Throws `invalid_fulfillment_transition`. */
export function assertAlive({ status }: Fulfillment, changes: FulfillmentChanges): void {
  if (status === "cancelled" && changes.status !== "cancelled") throw fail("invalid_fulfillment_transition");
}

/**
 * What of the changes asked for differs from what is there. The order has decided about the status, and goes only
 * forward: one that is behind the present comes late.
 */
export function differing(fulfillment: Fulfillment, changes: FulfillmentChanges): FulfillmentChanges {
  if (fulfillment.status === "cancelled") return {};
  const isLate = changes.status !== undefined && rankOf(changes.status) < rankOf(fulfillment.status);
  const given = Object.entries(isLate ? { ...changes, status: undefined } : changes).filter(
    ([field, value]) => value !== undefined && !isDeepStrictEqual(value, fulfillment[field as keyof Fulfillment]),
  );
  return Object.fromEntries(given);
}

const rankOf = (status: FulfillmentStatus): number => fulfillmentStatuses.indexOf(status);

/** What events tell of a fulfilment: nothing that a person could be known by. */
export function snapshot({ items, ...rest }: Fulfillment): Snapshot {
  const { status, awb, tracking_url, provider_id, shipping_method } = rest;
  return {
    status,
    items: items.map(({ id, quantity }) => ({ id, quantity })),
    awb,
    tracking_url,
    provider_id,
    shipping_method,
  };
}

/** A change as events tell it: of whoever delivers only that it was changed. */
export function changeOf(before: Fulfillment, changes: FulfillmentChanges): Change {
  const told = Object.keys(changes) as (keyof FulfillmentChanges)[];
  const values = (of: FulfillmentChanges) =>
    Object.fromEntries(told.map((field) => [field, field === "delivery_person" ? null : (of[field] ?? null)]));
  return { before: values(before), after: values(changes) };
}

/** How long to wait before a courier is asked again to cancel, in milliseconds: 1 s, 4 s, 16 s … ten minutes. */
export const retryDelay = (tries: number): number => Math.min(600_000, 1_000 * 4 ** Math.min(tries - 1, 10));
