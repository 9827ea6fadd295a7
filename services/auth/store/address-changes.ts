import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, remove } from "../../../mixins/db/statements.ts";
import type { AddressKind } from "../../contracts.ts";
import { undoMs } from "../accounts.rules.ts";
import { hashSecret } from "../secrets.ts";

/** A row of `address_changes`. */
export interface AddressChangeRow extends Person {
  id: number;
  kind: AddressKind;
  /** Empty where there was none. */
  old_address: string;
  old_verified: number;
  expires_at: number;
}

/** Keeps an address that is given up, for 72 hours. */
export async function insertAddressChange(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  change: { kind: AddressKind; old_address: string; old_verified: boolean; token: string },
): Promise<void> {
  const { token, old_verified, ...columns } = change;
  const now = Date.now();
  const times = { created_at: now, expires_at: now + undoMs };
  const row = { store_id, customer_id, ...columns, old_verified: old_verified ? 1 : 0, token_hash: hashSecret(token) };
  await db.insert("address_changes", { ...row, ...times }, tx);
}

/** Finds a change that can still be undone. */
export async function findAddressChange(
  db: Database,
  store_id: number,
  token: string,
): Promise<AddressChangeRow | undefined> {
  const row = await findRow<AddressChangeRow>(db, "address_changes", { store_id, token_hash: hashSecret(token) });
  return row && row.expires_at > Date.now() ? row : undefined;
}

/** A change and all later ones of the customer, the oldest first: whoever made those may not be who held the address. */
export function changesSince(
  db: Database,
  { store_id, customer_id, id }: AddressChangeRow,
): Promise<AddressChangeRow[]> {
  const sql = "SELECT * FROM address_changes WHERE store_id = ? AND customer_id = ? AND id >= ? ORDER BY id";
  return db.rows<AddressChangeRow>(sql, [store_id, customer_id, id]);
}

/** Forgets a change and all later ones. */
export function deleteAddressChanges(db: Database, { store_id, customer_id, id }: AddressChangeRow) {
  const sql = "DELETE FROM address_changes WHERE store_id = ? AND customer_id = ? AND id >= ?";
  return db.run(sql, [store_id, customer_id, id]);
}

/** Forgets all changes of an erased customer. */
export const forgetAddressChanges = (db: Database, tx: Transaction, { store_id, customer_id }: Person) =>
  remove(db, "address_changes", { store_id, customer_id }, tx);
