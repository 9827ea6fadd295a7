import * as t from "../../mixins/actions/params.ts";
import type { PostalAddress } from "./common.ts";

/** In the order in which most returns go through them. */
export const returnStatuses = ["requested", "approved", "rejected", "received"] as const;

export type ReturnStatus = (typeof returnStatuses)[number];

export const returnResolutions = ["refund", "replacement"] as const;

export type ReturnResolution = (typeof returnResolutions)[number];

/** What a customer sends back: named by product and SKU (seed 4), or by the item itself. */
export const requestedReturnItem = t
  .object({
    ...t.partial({ item_id: t.id(), product_id: t.id(), sku: t.string(255) }),
    quantity: t.integer().min(1).max(1_000_000),
    resolution: t.oneOf(returnResolutions),
    /** Missing once the customer is erased. */
    return_reason: t.optional(t.text(2_000)),
  })
  .or("item_id", "product_id", "sku");

export type RequestedReturnItem = t.TypeOf<typeof requestedReturnItem>;

/** A quantity of an item that is returned. */
export const returnItem = t.object({
  item_id: t.id(40),
  product_id: t.text(64),
  sku: t.text(255),
  name: t.text(1_000),
  quantity: t.integer().min(1),
  resolution: t.oneOf(returnResolutions),
  return_reason: t.text(2_000),
  /** What was paid for these pieces, in minor units: what is refunded for them. */
  amount: t.integer().min(0),
});

export type ReturnItem = t.TypeOf<typeof returnItem>;

export interface OrderReturn {
  id: string;
  order_id: string;
  order_number: string;
  customer_id: string;
  status: ReturnStatus;
  items: ReturnItem[];
  /** Where they are picked up. */
  shipping_address: PostalAddress | null;
  /** Minor units; what was given back, once it was received. */
  refund_amount: number | null;
  currency: string;
  /** The order that replaces what came back. */
  replacement_order_id: string | null;
  note: string | null;
  version: number;
  created_at: number;
  updated_at: number;
}
