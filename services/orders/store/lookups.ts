import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams } from "../../contracts.ts";
import { fail } from "../orders.errors.ts";

/** The public id of an order by its readable number. Throws `order_not_found`, also for another customer's. */
export async function findByNumber(
  db: Database,
  { store_id, order_number, customer_id }: ActionParams<"orders.findByNumber">,
): Promise<string> {
  const sql = "SELECT public_id, order_number, customer_id FROM orders WHERE store_id = ? AND order_number = ?";
  const row = await db.row<{ public_id: string; order_number: string; customer_id: string | null }>(sql, [
    store_id,
    order_number,
  ]);
  // MariaDB compares without the spaces at the end; a number with them is no order's.
  if (row?.order_number !== order_number) throw fail("order_not_found");
  if (customer_id !== undefined && row.customer_id !== customer_id) throw fail("order_not_found");
  return row.public_id;
}

/** True while an order of a customer that has not left the system is to go to an address of their book. */
export async function isAddressAwaited(
  db: Database,
  { store_id, customer_id, address_id }: ActionParams<"orders.usesAddress">,
): Promise<boolean> {
  const sql = `SELECT 1 AS used FROM orders WHERE store_id = ? AND customer_id = ? AND shipping_address_id = ?
    AND status IN ('pending', 'confirmed', 'processing') LIMIT 1`;
  return (await db.row(sql, [store_id, customer_id, address_id])) !== undefined;
}
