import type { Row } from "../../../mixins/db/database.ts";
import type { Fulfillment, FulfillmentStatus } from "../../contracts.ts";

/** A row of `fulfillments`. */
export interface FulfillmentRow {
  id: number;
  public_id: string;
  store_id: number;
  tenant_id: string;
  order_id: string;
  customer_id: string | null;
  status: FulfillmentStatus;
  items: string;
  awb: string | null;
  tracking_url: string | null;
  provider_id: string | null;
  shipping_method: string | null;
  customer: string | null;
  delivery_person: string | null;
  pickup_address: string | null;
  courier_reference: string | null;
  version: number;
  created_at: number;
  updated_at: number;
}

/** The columns of a row that the fulfilment itself does not show: its store, tenant, customer and courier reference. */
export type Ownership = Pick<FulfillmentRow, "store_id" | "tenant_id" | "customer_id" | "courier_reference">;

/** Maps a row to a fulfilment. */
export function toFulfillment(row: FulfillmentRow): Fulfillment {
  const { order_id, status, awb, tracking_url, provider_id, shipping_method, version, created_at, updated_at } = row;
  return {
    id: row.public_id,
    order_id,
    status,
    items: JSON.parse(row.items),
    awb,
    tracking_url,
    provider_id,
    shipping_method,
    customer: parsed(row.customer),
    delivery_person: parsed(row.delivery_person),
    pickup_address: parsed(row.pickup_address),
    version,
    created_at,
    updated_at,
  };
}

/** Maps a fulfilment to its row, without the integer key. */
export function toRow({ id: public_id, ...fulfillment }: Fulfillment, ownership: Ownership): Row {
  const { items, customer, delivery_person, pickup_address, ...rest } = fulfillment;
  return {
    public_id,
    ...ownership,
    ...rest,
    items: JSON.stringify(items),
    customer: written(customer),
    delivery_person: written(delivery_person),
    pickup_address: written(pickup_address),
  };
}

/** Serializes an object for its column. */
export const written = (value: object | null | undefined): string | null => (value ? JSON.stringify(value) : null);

const parsed = (text: string | null) => (text === null ? null : JSON.parse(text));
