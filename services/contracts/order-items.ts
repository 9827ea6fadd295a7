import * as t from "../../mixins/actions/params.ts";

const quantity = t.integer().min(1).max(1_000_000);
const amount = t.integer().min(0);

export const orderItemModifier = t.object({ id: t.id(40), name: t.string(255), price: amount, quantity });

export type OrderItemModifier = t.TypeOf<typeof orderItemModifier>;

/** Where the pieces of a line are; those that are in none of these are still to be sent. */
export const pieceStates = [
  "claimed",
  "packed",
  "shipped",
  "delivered",
  "requested",
  "returned",
  "replaced",
  "lost",
  "cancelled",
] as const;

export type PieceState = (typeof pieceStates)[number];

export type Pieces = Record<PieceState, number>;

export interface OrderItem {
  id: string;
  product_id: string;
  sku: string;
  name: string;
  quantity: number;
  /** The ledger of the line's pieces; the three quantities below are views of it. */
  pieces: Pieces;
  /** In fulfilments that are neither cancelled nor lost, what came back included. */
  fulfilled_quantity: number;
  cancelled_quantity: number;
  /** What came back, refunded or replaced. */
  returned_quantity: number;
  unit_price: number;
  total: number;
  /** The line's parts of the order's discount and tax. */
  discount: number;
  tax: number;
  /** What goes back with all of its pieces: what was paid for them, also with the order that a replacement is for. */
  worth: number;
  /** Of a replacement: the item of the paid order that its pieces stand for. */
  source_id: string | null;
  modifiers: OrderItemModifier[];
  special_instructions: string | null;
}

/** A quantity of an order's item. */
export const itemQuantity = t.object({ item_id: t.id(40), quantity });

export type ItemQuantity = t.TypeOf<typeof itemQuantity>;

/** An item as far as a fulfilment takes it. */
export interface FulfilledItem {
  id: string;
  sku: string;
  name: string;
  quantity: number;
}
