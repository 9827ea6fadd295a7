import type { Database } from "../../../mixins/database.ts";
import type { Address } from "../../contracts.ts";

interface AddressRow {
  public_id: string;
  address: string;
  is_default_billing: number;
  is_default_shipping: number;
}

/** The addresses of a customer, by integer key, the oldest first. */
export async function fetchAddresses(db: Database, store_id: number, customer_id: number): Promise<Address[]> {
  const columns = "public_id, address, is_default_billing, is_default_shipping";
  const sql = `SELECT ${columns} FROM customer_addresses WHERE store_id = ? AND customer_id = ? ORDER BY id`;
  const rows = await db.rows<AddressRow>(sql, [store_id, customer_id]);
  return rows.map((row) => ({
    ...(JSON.parse(row.address) as Omit<Address, "id" | "is_default_billing" | "is_default_shipping">),
    id: row.public_id,
    is_default_billing: row.is_default_billing === 1,
    is_default_shipping: row.is_default_shipping === 1,
  }));
}
