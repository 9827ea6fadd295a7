import type { PostalAddress, Write } from "./common.ts";
import type { FulfillmentStatus, OrderRef } from "./orders.ts";

/** What stands on a parcel's label for one item. */
export interface FulfillmentItem {
  id: string;
  name: string;
  quantity: number;
  /** Minor units; the merchant's own note. */
  selling_price: number | null;
}

export interface Person {
  name: string;
  phone: string | null;
}

export interface Recipient extends Person {
  address: PostalAddress | null;
}

export interface Fulfillment {
  id: string;
  order_id: string;
  status: FulfillmentStatus;
  items: FulfillmentItem[];
  awb: string | null;
  tracking_url: string | null;
  /** The integrated courier that was booked; null for one that the merchant arranges. */
  provider_id: string | null;
  shipping_method: string | null;
  customer: Recipient | null;
  delivery_person: Person | null;
  pickup_address: PostalAddress | null;
  version: number;
  created_at: number;
  updated_at: number;
}

export interface NewFulfillment {
  items: FulfillmentItem[];
  awb?: string | null;
  tracking_url?: string | null;
  provider_id?: string | null;
  shipping_method?: string | null;
  customer?: Recipient | null;
  delivery_person?: Person | null;
  pickup_address?: PostalAddress | null;
}

export interface FulfillmentChanges {
  status?: FulfillmentStatus;
  awb?: string | null;
  tracking_url?: string | null;
  shipping_method?: string | null;
  delivery_person?: Person | null;
}

/** Actions of the shipments service. */
export interface ShipmentsActions {
  "shipments.ofOrder": { params: OrderRef; result: Fulfillment[] };
  /**
   * Makes a fulfilment under an id that its caller made; books the courier when it names one.
   * Throws `courier_not_found`, `courier_refused`.
   */
  "shipments.create": {
    params: Write &
      OrderRef & { tenant_id: string; customer_id: string | null; fulfillment_id: string; fulfillment: NewFulfillment };
    result: Fulfillment;
  };
  /** Throws `fulfillment_not_found`. */
  "shipments.update": {
    params: Write & OrderRef & { fulfillment_id: string; changes: FulfillmentChanges };
    result: Fulfillment;
  };
  /** Cancels a fulfilment and its courier; with `undoes`, the key of a step, also one that may still be on its way. */
  "shipments.cancel": {
    params: Write & OrderRef & { fulfillment_id: string; undoes?: string };
    result: { cancelled: boolean };
  };
}
