import { isDeepStrictEqual } from "node:util";
import { backOff } from "@seller-orchestra/durable";
import {
  type Change,
  type Fulfillment,
  type FulfillmentChanges,
  type FulfillmentStatus,
  fulfillmentStatuses,
  type Snapshot,
} from "../contracts.ts";
import { fail } from "./shipments.errors.ts";

/**
 * Checks that a fulfilment is not cancelled, unless the change cancels it again. Throws
 * `invalid_fulfillment_transition`.
 */
export function assertNotCancelled({ status }: Fulfillment, changes: FulfillmentChanges): void {
  if (status === "cancelled" && changes.status !== "cancelled") throw fail("invalid_fulfillment_transition");
}

/**
 * The requested changes that differ from the current values. The order decides about the status, which only advances: a
 * lower one has arrived late and is ignored.
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

/** The part of a fulfilment that events carry: no personal data. */
export function snapshot(fulfillment: Fulfillment): Snapshot {
  const { status, awb, tracking_url, provider_id, shipping_method } = fulfillment;
  const items = fulfillment.items.map(({ id, quantity }) => ({ id, quantity }));
  return { status, items, awb, tracking_url, provider_id, shipping_method };
}

/** A change as events carry it: of the delivery person only that they changed. */
export function changeOf(before: Fulfillment, changes: FulfillmentChanges): Change {
  const fields = Object.keys(changes) as (keyof FulfillmentChanges)[];
  const values = (of: FulfillmentChanges) =>
    Object.fromEntries(fields.map((field) => [field, field === "delivery_person" ? null : (of[field] ?? null)]));
  return { before: values(before), after: values(changes) };
}

/** The delay before a courier is called again to cancel, in milliseconds: 1 s, 4 s, 16 s … ten minutes. */
export const retryDelay = (tries: number): number => backOff(tries, 600_000);
