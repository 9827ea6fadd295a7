import { withDeadline } from "@seller-orchestra/durable";
import { Errors } from "moleculer";
import { UnavailableError } from "../../../mixins/actions/errors.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { fail } from "../shipments.errors.ts";
import type { Courier } from "./courier.ts";
import { sandboxCourier } from "./sandbox.ts";

/** Integrated couriers by their `provider_id`. */
export type Couriers = Readonly<Record<string, Courier>>;

/** Every courier that can be booked. */
export const couriersFor = (db: Database): Couriers => ({ sandbox: withinTime(sandboxCourier(db)) });

/** The courier of a provider. Throws `courier_not_found`. */
export function courierOf(couriers: Couriers, provider_id: string): Courier {
  if (!Object.hasOwn(couriers, provider_id)) throw fail("courier_not_found");
  return couriers[provider_id] as Courier;
}

// Shorter than the caller's timeout for the action, so that it receives `service_unavailable` rather than a timeout.
const stepTimeoutMs = 4_000;

/** Limits the calls of a courier to `ms`. A timeout or an unexpected error becomes `service_unavailable`. */
export function withinTime(courier: Courier, ms = stepTimeoutMs): Courier {
  return {
    book: (shipment) => answerOf(courier.book(shipment), ms),
    cancel: (ref) => answerOf(courier.cancel(ref), ms),
  };
}

async function answerOf<T>(call: Promise<T>, ms: number): Promise<T> {
  try {
    return await withDeadline(call, ms, () => new UnavailableError("courier"));
  } catch (error) {
    throw error instanceof Errors.MoleculerError ? error : new UnavailableError("courier");
  }
}
