import type { Database } from "../../../mixins/db/database.ts";
import type { ActionParams, ActionResult } from "../../contracts.ts";

interface Compared {
  id: number;
  customer_id: string;
  balance: number;
  ledger: number | string;
  lots: number | string;
}

/**
 * Accounts of a page that differ from the sum of their ledger or of their lots. One statement, so that concurrent
 * changes cannot distort it.
 */
export async function compareAccounts(
  db: Database,
  { store_id, after = 0, limit }: ActionParams<"loyalty.check">,
): Promise<ActionResult<"loyalty.check">> {
  const rows = await db.rows<Compared>(
    `SELECT a.id, a.customer_id, a.balance,
       COALESCE((SELECT SUM(t.points) FROM loyalty_transactions t WHERE t.store_id = a.store_id AND t.account_id = a.id), 0)
         AS ledger,
       COALESCE((SELECT SUM(l.remaining) FROM loyalty_lots l WHERE l.store_id = a.store_id AND l.account_id = a.id), 0)
         AS lots
     FROM loyalty_accounts a WHERE a.store_id = ? AND a.id > ? ORDER BY a.id LIMIT ?`,
    [store_id, after, limit],
  );
  // MariaDB returns sums as text.
  const compared = rows.map(({ ledger, lots, ...row }) => ({ ...row, ledger: Number(ledger), lots: Number(lots) }));
  return {
    checked: rows.length,
    wrong: compared
      .filter(({ balance, ledger, lots }) => balance !== ledger || balance !== lots)
      .map(({ customer_id, balance, ledger }) => ({ customer_id, balance, ledger })),
    next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
  };
}
