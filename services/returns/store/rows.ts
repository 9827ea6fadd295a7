import type { Row } from "../../../mixins/db/database.ts";
import type { KeysetRow } from "../../../mixins/db/keyset.ts";
import type { OrderReturn, ReturnItem, ReturnStatus } from "../../contracts.ts";

/** A row of `returns`. */
export interface ReturnRow extends KeysetRow {
  public_id: string;
  store_id: number;
  tenant_id: string;
  order_id: string;
  order_number: string;
  customer_id: string;
  status: ReturnStatus;
  items: string;
  shipping_address: string | null;
  refund_amount: number | null;
  currency: string;
  replacement_order_id: string | null;
  note: string | null;
  version: number;
  updated_at: number;
}

/** Maps a row to a return. */
export const toReturn = (row: ReturnRow): OrderReturn => ({
  id: row.public_id,
  order_id: row.order_id,
  order_number: row.order_number,
  customer_id: row.customer_id,
  status: row.status,
  items: JSON.parse(row.items) as ReturnItem[],
  shipping_address: row.shipping_address === null ? null : JSON.parse(row.shipping_address),
  refund_amount: row.refund_amount,
  currency: row.currency,
  replacement_order_id: row.replacement_order_id,
  note: row.note,
  version: row.version,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

/** Maps a return to its row, without the integer key. */
export function toRow(
  { id: public_id, ...made }: OrderReturn,
  { store_id, tenant_id }: { store_id: number; tenant_id: string },
): Row {
  return {
    public_id,
    store_id,
    tenant_id,
    order_id: made.order_id,
    order_number: made.order_number,
    customer_id: made.customer_id,
    status: made.status,
    items: JSON.stringify(made.items),
    shipping_address: made.shipping_address && JSON.stringify(made.shipping_address),
    refund_amount: made.refund_amount,
    currency: made.currency,
    replacement_order_id: made.replacement_order_id,
    note: made.note,
    version: made.version,
    created_at: made.created_at,
    updated_at: made.updated_at,
  };
}
