import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listByCreation } from "../../../mixins/db/listing.ts";
import type { ActionParams, List, LoyaltyTransaction, LoyaltyTransactionType } from "../../contracts.ts";
import { findAccount } from "./accounts.ts";

/** A line to be written. */
export interface LedgerLine {
  public_id: string;
  store_id: number;
  account_id: number;
  type: LoyaltyTransactionType;
  points: number;
  description: string;
  order_id: string | null;
  /** Unique in the store: what was written under it is not written again. */
  reference: string;
  /** `type:id` */
  actor: string;
  created_at: number;
}

/** Writes a line, once for its reference. */
export async function insertLine(db: Database, tx: Transaction, line: LedgerLine): Promise<void> {
  await db.insert("loyalty_transactions", { ...line }, tx);
}

interface LineRow extends KeysetRow {
  public_id: string;
  type: LoyaltyTransactionType;
  points: number;
  description: string;
  order_id: string | null;
}

/** The ledger of a customer, newest first. */
export async function listLines(
  db: Database,
  { store_id, customer_id, type, created_from, created_until, ...paging }: ActionParams<"loyalty.transactions">,
): Promise<List<LoyaltyTransaction>> {
  const account = await findAccount(db, { store_id, customer_id });
  const parts: [string, string | number | undefined][] = [
    ["store_id = ?", store_id],
    ["account_id = ?", account?.id ?? 0],
    ["type = ?", type],
    ["created_at >= ?", created_from],
    ["created_at < ?", created_until],
  ];
  const given = parts.filter((part): part is [string, string | number] => part[1] !== undefined);
  const listing = {
    table: "loyalty_transactions",
    of: customer_id,
    where: { text: given.map(([text]) => text).join(" AND "), values: given.map(([, value]) => value) },
    capped: given.length > 2,
    counted: async () => account?.transactions ?? 0,
  };
  const list = await listByCreation<LineRow>(db, listing, paging);
  return { ...list, items: list.items.map(toTransaction) };
}

function toTransaction({ public_id, type, points, description, order_id, created_at }: LineRow): LoyaltyTransaction {
  return { id: public_id, type, points, description, order_id, created_at };
}
