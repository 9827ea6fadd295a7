import type { Fulfillment } from "../../contracts.ts";

/** A fulfilment as couriers and their bookings refer to it. */
export interface BookingRef {
  store_id: number;
  fulfillment_id: string;
}

/** What a courier needs to know of a parcel. */
export type Shipment = BookingRef & Pick<Fulfillment, "items" | "shipping_method" | "customer" | "pickup_address">;

/** What a courier gives for it. `reference` is the courier's own name of the booking. */
export interface Booking {
  reference: string;
  awb: string;
  tracking_url: string | null;
}

/** An integrated courier. */
export interface Courier {
  /**
   * Books a parcel under our id; the same id again is the same booking. Throws `courier_refused` when there is none and
   * will be none, and anything else when nobody can say: it is then asked again.
   */
  book(shipment: Shipment): Promise<Booking>;
  /**
   * Resolves when nothing is booked under our id and nothing will be, even when the request to book is still on its way.
   */
  cancel(ref: BookingRef): Promise<void>;
}
