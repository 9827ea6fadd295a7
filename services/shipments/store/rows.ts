import type { Row } from "../../../mixins/db/database.ts";
import type { Fulfillment } from "../../contracts.ts";

/** A row of `fulfillments`. */
export interface FulfillmentRow extends Omit<Fulfillment, "id" | JsonColumn>, Ownership {
  id: number;
  public_id: string;
  items: string;
  customer: string | null;
  delivery_person: string | null;
  pickup_address: string | null;
}

type JsonColumn = "items" | "customer" | "delivery_person" | "pickup_address";

/** The columns of a row that the fulfilment itself does not show. */
export interface Ownership {
  store_id: number;
  tenant_id: string;
  customer_id: string | null;
  courier_reference: string | null;
}

/** Maps a row to a fulfilment. */
export function toFulfillment(row: FulfillmentRow): Fulfillment {
  const { public_id, store_id, tenant_id, customer_id, courier_reference, ...fulfillment } = row;
  return {
    ...fulfillment,
    id: public_id,
    items: JSON.parse(row.items),
    customer: parsed(row.customer),
    delivery_person: parsed(row.delivery_person),
    pickup_address: parsed(row.pickup_address),
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
