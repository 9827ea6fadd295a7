import * as t from "../../mixins/actions/params.ts";
import { type PostalAddress, postalAddress } from "./common.ts";
import type { FulfillmentStatus } from "./orders.ts";

/** An item on the label of a fulfilment. */
export const fulfillmentItem = t.object({
  id: t.id(40),
  name: t.text(1_000),
  quantity: t.integer().min(1),
  /** Minor units; the merchant's own note. */
  selling_price: t.nullable(t.integer().min(0)),
});

export type FulfillmentItem = t.TypeOf<typeof fulfillmentItem>;

const person = { name: t.text(511), phone: t.nullable(t.text(255)) };

export type Person = t.ObjectOf<typeof person>;

const recipient = t.object({ ...person, address: t.nullable(postalAddress) });

export type Recipient = t.TypeOf<typeof recipient>;

const text = t.nullable(t.text(255));

/** Fields of a fulfilment that a merchant can change. */
export const trackingFields = t.partial({
  awb: text,
  tracking_url: t.nullable(t.text(2_048)),
  shipping_method: text,
  delivery_person: t.nullable(t.object(person)),
});

/** Fields of a new fulfilment, without its items. */
export const fulfillmentFields = {
  ...trackingFields,
  ...t.partial({
    provider_id: t.nullable(t.id()),
    customer: t.nullable(recipient),
    pickup_address: t.nullable(postalAddress),
  }),
};

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
