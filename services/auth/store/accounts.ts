import type { Transaction } from "sequelize";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { sql } from "../../../mixins/db/sql.ts";
import { findRow, insertUnique, remove, update, upsert } from "../../../mixins/db/statements.ts";
import { fail } from "../auth.errors.ts";

/** A row of `accounts`. */
export interface AccountRow {
  id: number;
  tenant_id: string;
  password_hash: string;
  version: number;
}

/** Finds a customer's account; undefined when they have no password. */
export function findAccount(
  db: Database,
  { store_id, customer_id }: Person,
  tx?: Transaction,
): Promise<AccountRow | undefined> {
  return findRow<AccountRow>(db, "accounts", { store_id, customer_id }, tx);
}

/** Inserts an account. Throws `account_exists`. */
export async function insertAccount(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
  { tenant_id, password_hash }: Pick<AccountRow, "tenant_id" | "password_hash">,
): Promise<void> {
  const now = Date.now();
  const row = { store_id, customer_id, tenant_id, password_hash, version: 1, created_at: now, updated_at: now };
  await insertUnique(db, "accounts", row, tx, () => fail("account_exists"));
}

/** Replaces a password, unless it was replaced since its account was read; returns whether it did. */
export async function replacePassword(
  db: Database,
  tx: Transaction,
  { id, version }: AccountRow,
  password_hash: string,
): Promise<boolean> {
  const columns = { password_hash, version: version + 1, updated_at: Date.now() };
  return (await update(db, "accounts", { id, version }, columns, tx)) > 0;
}

/** Inserts or replaces a password; returns the account's version. */
export async function putPassword(
  db: Database,
  tx: Transaction,
  owner: Person,
  { tenant_id, password_hash }: Pick<AccountRow, "tenant_id" | "password_hash">,
): Promise<number> {
  const { store_id, customer_id } = owner;
  const now = Date.now();
  const columns = { tenant_id, password_hash, version: 1, created_at: now, updated_at: now };
  const changes = sql("password_hash = ?, version = version + 1, updated_at = ?", password_hash, now);
  await upsert(db, "accounts", { store_id, customer_id }, columns, tx, changes);
  return (await findAccount(db, owner, tx))?.version ?? 1;
}

/** Deletes an account; returns whether there was one. */
export async function deleteAccount(
  db: Database,
  tx: Transaction,
  { store_id, customer_id }: Person,
): Promise<boolean> {
  return (await remove(db, "accounts", { store_id, customer_id }, tx)) > 0;
}
