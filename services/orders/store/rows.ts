import type { Row } from "../../../mixins/db/database.ts";
import { pick } from "../../../mixins/values/pick.ts";
import type { Order, OrderDetail } from "../../contracts.ts";
import { snapshotFields } from "../event-data.rules.ts";
import { stateOf } from "../orders.rules.ts";

/** The fields of an order's detail that are in its own row. */
export type OrderHead = Omit<OrderDetail, "items" | "timeline">;

/** A head without the integer key, which the database gives. */
export type NewOrderHead = Omit<OrderHead, "order_id">;

const listFields = ["store_id", ...snapshotFields, "note", "version", "revision", "created_at", "updated_at"] as const;
const detailFields = [
  "contact",
  "shipping_method",
  "shipping_address",
  "shipping_address_id",
  "promotion",
  "redemption_id",
  "funded_by",
  "delivered_at",
  "cancel_reason",
  "cancel_reason_details",
] as const;

/** Fields as columns hold them: objects and lists as JSON. */
type Columns<Fields> = { [Name in keyof Fields]: Fields[Name] extends object | null ? string | null : Fields[Name] };

/** A row of `orders` as lists read it: without the texts that may be long. */
export interface OrderListRow extends Columns<Pick<Order, (typeof listFields)[number]>> {
  id: number;
  public_id: string;
}

/** A whole row of `orders`. */
export interface OrderRow extends OrderListRow, Columns<Pick<OrderHead, (typeof detailFields)[number]>> {
  tenant_id: string;
  /** The newest version of the payments' state that is known. */
  money_version: number;
  number: number;
  state: number;
}

/** The columns of `OrderListRow`, of `orders t`. */
export const listColumns = ["id", "public_id", ...listFields].map((column) => `t.${column}`).join(", ");

/** The order of a row. */
export const toOrder = (row: OrderListRow): Order => ({
  id: row.public_id,
  order_id: row.id,
  ...pick(row, listFields),
  tags: readJson<string[]>(row.tags) ?? [],
});

/** The order of a whole row, without its items and timeline. */
export const toHead = (row: OrderRow): OrderHead => ({
  ...toOrder(row),
  ...pick(row, detailFields),
  contact: readJson(row.contact),
  shipping_address: readJson(row.shipping_address),
  promotion: readJson(row.promotion),
});

/** The row of an order under its number, without the integer key. */
export const toRow = (order: NewOrderHead, tenant_id: string, number: number): Row => ({
  public_id: order.id,
  tenant_id,
  number,
  state: stateOf(order),
  ...pick(order, listFields),
  ...pick(order, detailFields),
  tags: writeTags(order.tags),
  contact: writeJson(order.contact),
  shipping_address: writeJson(order.shipping_address),
  promotion: writeJson(order.promotion),
});

/** Reads a column of JSON. */
export const readJson = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

/** A value as a column of JSON holds it. */
export const writeJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** Tags as their column holds them: null for none. */
export const writeTags = (tags: readonly string[]): string | null => writeJson(tags.length > 0 ? tags : null);
