import type { Fulfillment } from "../../contracts.ts";

/** The reference by which couriers and bookings name a fulfilment. */
export interface BookingRef {
  store_id: number;
  fulfillment_id: string;
}

/** The data that a courier needs for a shipment. */
export type Shipment = BookingRef & Pick<Fulfillment, "items" | "shipping_method" | "customer" | "pickup_address">;

/** A courier's booking. `reference` is the courier's own id of it. */
export interface Booking {
  reference: string;
  awb: string;
  tracking_url: string | null;
}

/** An integrated courier. */
export interface Courier {
  /**
   * Books a shipment under our id; the same id again is the same booking. Throws `courier_refused` when there is no
   * booking and never will be. Any other error leaves the outcome unknown, and the call is retried.
   */
  book(shipment: Shipment): Promise<Booking>;
  /**
   * Resolves when nothing is booked under our id and nothing will be, even when the request to book is still on its
   * way.
   */
  cancel(ref: BookingRef): Promise<void>;
}
