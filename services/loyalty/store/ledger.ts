import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { between, equal } from "../../../mixins/db/sql.ts";
import type { ActionParams, List, LoyaltyTransaction } from "../../contracts.ts";
import { findAccount, type OfAccount } from "./accounts.ts";

/** A ledger line to insert. */
export interface LedgerLine extends Omit<LoyaltyTransaction, "id"> {
  public_id: string;
  /** Unique in the store, so that each line is written once. */
  reference: string;
  /** `type:id` */
  actor: string;
}

/** Inserts a ledger line of an account, once for its reference. */
export async function insertLine(
  db: Database,
  tx: Transaction,
  { id: account_id, store_id }: OfAccount,
  line: LedgerLine,
): Promise<void> {
  await db.insert("loyalty_transactions", { store_id, account_id, ...line }, tx);
}

/** The ledger of a customer, newest first. */
export async function listLines(
  db: Database,
  { store_id, customer_id, type, created_from, created_until, ...paging }: ActionParams<"loyalty.transactions">,
): Promise<List<LoyaltyTransaction>> {
  const account = await findAccount(db, { store_id, customer_id });
  const listing = {
    table: "loyalty_transactions",
    of: customer_id,
    where: equal({ store_id, account_id: account?.id ?? 0 }),
    filters: [...equal({ type }), ...between("created_at", created_from, created_until)],
    total: () => account?.transactions ?? 0,
  };
  return listNewest(db, listing, paging, toTransaction);
}

function toTransaction({ public_id: id, ...row }: LedgerLine & KeysetRow): LoyaltyTransaction {
  const { type, points, description, order_id, created_at } = row;
  return { id, type, points, description, order_id, created_at };
}
