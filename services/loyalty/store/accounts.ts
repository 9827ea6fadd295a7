import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { together } from "../../../mixins/db/shared.ts";
import { marks } from "../../../mixins/db/sql.ts";
import { findRow, insertMissing, remove } from "../../../mixins/db/statements.ts";
import type { LoyaltyProgram, LoyaltyTier } from "../../contracts.ts";
import { fail } from "../loyalty.errors.ts";
import type { TierState } from "../loyalty.rules.ts";
import { readProgram } from "../program.rules.ts";

/** A row of `loyalty_accounts`. */
export interface AccountRow extends TierState {
  id: number;
  store_id: number;
  tenant_id: string;
  customer_id: string;
  /** Points to be taken back that were spent already: later earnings pay for them. */
  owed: number;
  tier: LoyaltyTier;
  /** The number of its ledger lines. */
  transactions: number;
  version: number;
  erased: number;
  created_at: number;
  updated_at: number;
}

/** The customer who owns an account. */
export interface Owner {
  store_id: number;
  tenant_id: string;
  customer_id: string;
}

/** An account, by its integer key. */
export type OfAccount = Pick<AccountRow, "id" | "store_id">;

/** A customer of a store. */
type OfCustomer = Pick<Owner, "store_id" | "customer_id">;

/** The account of a customer; undefined while they have none. Throws `customer_not_found` for an erased customer. */
export async function findAccount(db: Database, { store_id, customer_id }: OfCustomer) {
  const row = await findRow<AccountRow>(db, "loyalty_accounts", { store_id, customer_id });
  if (row?.erased) throw fail("customer_not_found");
  return row;
}

/** The columns that determine a membership status. */
type VersionedTierState = TierState & Pick<AccountRow, "version">;

/**
 * A customer's membership state, undefined while they have no account, and their store's program, in one query. Throws
 * `customer_not_found` for an erased customer.
 */
export async function findStatus(
  db: Database,
  { store_id, customer_id }: OfCustomer,
): Promise<{ account: VersionedTierState | undefined; program: LoyaltyProgram }> {
  const sql = `SELECT a.id, a.balance, a.year, a.earned_ytd, a.redeemed_ytd, a.earned, a.redeemed, a.version, a.erased,
      p.program FROM (SELECT ? AS store_id, ? AS customer_id) asked
    LEFT JOIN loyalty_accounts a ON a.store_id = asked.store_id AND a.customer_id = asked.customer_id
    LEFT JOIN loyalty_programs p ON p.store_id = asked.store_id`;
  type Found = VersionedTierState & { id: number | null; erased: number | null; program: string | null };
  const found = await db.row<Found>(sql, [store_id, customer_id]);
  if (found?.erased) throw fail("customer_not_found");
  return { account: found?.id ? found : undefined, program: readProgram(found?.program) };
}

/** The accounts of several customers. */
export function findAccounts(db: Database, store_id: number, customer_ids: readonly string[]): Promise<AccountRow[]> {
  if (customer_ids.length === 0) return Promise.resolve([]);
  const sql = `SELECT * FROM loyalty_accounts
    WHERE store_id = ? AND customer_id IN (${marks(customer_ids)}) AND erased = 0`;
  return db.rows<AccountRow>(sql, [store_id, ...customer_ids]);
}

/** Locks the account of a customer; inserts it when there is none. The row of an erased customer has `erased` set. */
export async function lockAccount(db: Database, tx: Transaction, owner: Owner): Promise<AccountRow> {
  const known = await lockKnown(db, tx, owner);
  if (known) return known;
  const now = Date.now();
  const { store_id, tenant_id, customer_id } = owner;
  const row = { store_id, tenant_id, customer_id, tier: "bronze", created_at: now, updated_at: now };
  await insertMissing(db, "loyalty_accounts", row, tx);
  const opened = await lockKnown(db, tx, owner);
  if (!opened) throw new Error(`The account of ${owner.customer_id} was opened and is not there.`);
  return opened;
}

const lockKnown = (db: Database, tx: Transaction, { store_id, customer_id }: Owner) =>
  findRow<AccountRow>(db, "loyalty_accounts", { store_id, customer_id }, tx);

/**
 * Whether a customer has spent anything on an order, or is erased. It holds off an erasure of one who has an account until
 * the transaction ends.
 */
export function spendingOf(db: Database, tx: Transaction, { store_id, customer_id }: OfCustomer, order_id: string) {
  return together(tx, `spending ${store_id}`, { customer_id, order_id }, async (asked) => {
    const sql = `SELECT a.customer_id, a.erased, r.order_id FROM loyalty_accounts a
      LEFT JOIN loyalty_redemptions r ON r.store_id = a.store_id AND r.account_id = a.id
        AND r.order_id IN (${marks(asked)}) AND r.state = 'spent'
      WHERE a.store_id = ? AND a.customer_id IN (${marks(asked)}) ${db.forShare}`;
    const values = [...asked.map((one) => one.order_id), store_id, ...asked.map((one) => one.customer_id)];
    type Found = { customer_id: string; erased: number; order_id: string | null };
    const rows = await db.rows<Found>(sql, values, tx, asked.length > 1 ? "text" : "prepared");
    return asked.map((one) => {
      const mine = rows.filter((row) => row.customer_id === one.customer_id);
      return {
        erased: mine.some(({ erased }) => erased === 1),
        spent: mine.some((row) => row.order_id === one.order_id),
      };
    });
  });
}

/** Locks an account by its integer key, unless another transaction holds it. */
export function lockFree(db: Database, tx: Transaction, id: number): Promise<AccountRow | undefined> {
  return db.row(`SELECT * FROM loyalty_accounts WHERE id = ? AND erased = 0 ${db.skipLocked}`, [id], tx);
}

/** Locks a page of a store's accounts of a year, by integer key. */
export function lockPage(
  db: Database,
  tx: Transaction,
  page: { store_id: number; year: number; after: number; limit: number },
): Promise<AccountRow[]> {
  const sql = `SELECT * FROM loyalty_accounts WHERE store_id = ? AND id > ? AND year = ? AND erased = 0
    ORDER BY id LIMIT ? ${db.forUpdate}`;
  return db.rows<AccountRow>(sql, [page.store_id, page.after, page.year, page.limit], tx);
}

/** Writes an account after its points have changed; the balance is never negative. Throws `insufficient_points`. */
export async function saveAccount(db: Database, tx: Transaction, account: AccountRow, points: number): Promise<void> {
  const changed = await db.run(
    `UPDATE loyalty_accounts SET balance = balance + ?, owed = ?, year = ?, earned_ytd = ?, redeemed_ytd = ?,
       earned = ?, redeemed = ?, tier = ?, transactions = ?, version = ?, updated_at = ?
     WHERE store_id = ? AND id = ? AND balance + ? >= 0`,
    [
      points,
      account.owed,
      account.year,
      account.earned_ytd,
      account.redeemed_ytd,
      account.earned,
      account.redeemed,
      account.tier,
      account.transactions,
      account.version,
      account.updated_at,
      account.store_id,
      account.id,
      points,
    ],
    tx,
  );
  if (changed !== 1) throw fail("insufficient_points");
}

/** Deletes all data of a customer. The account stays as an empty row, so that late events find it closed. */
export async function eraseAccount(db: Database, tx: Transaction, account: AccountRow): Promise<void> {
  const { id, store_id, customer_id } = account;
  for (const table of ["loyalty_transactions", "loyalty_lots", "loyalty_redemptions"])
    await remove(db, table, { store_id, account_id: id }, tx);
  await remove(db, "loyalty_orders", { store_id, customer_id }, tx);
  await db.run(
    `UPDATE loyalty_accounts SET balance = 0, owed = 0, year = 0, earned_ytd = 0, redeemed_ytd = 0, earned = 0,
       redeemed = 0, tier = 'bronze', transactions = 0, erased = 1, version = version + 1, updated_at = ?
     WHERE store_id = ? AND id = ?`,
    [Date.now(), store_id, id],
    tx,
  );
}
