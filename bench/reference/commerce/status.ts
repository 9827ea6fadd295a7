import { noPoints, statusOf, type TierState } from "../../../services/loyalty/loyalty.rules.ts";
import { readProgram } from "../../../services/loyalty/program.rules.ts";
import type { Shop } from "../authenticate.ts";
import type { Db } from "../connection.ts";

type StatusRow = Partial<TierState & { version: number }> & { customer: string; program: string | null };

/** A customer's membership status, in one query. Undefined when there is no such customer. */
export async function fetchStatus(db: Db, { store_id }: Shop, customer_id: string) {
  const [row] = await db.rows<StatusRow>(
    `SELECT c.public_id AS customer, a.balance, a.year, a.earned_ytd, a.redeemed_ytd, a.earned, a.redeemed, a.version,
       p.program
     FROM customers c LEFT JOIN loyalty_accounts a ON a.store_id = c.store_id AND a.customer_id = c.public_id
     LEFT JOIN loyalty_programs p ON p.store_id = c.store_id WHERE c.store_id = ? AND c.public_id = ?`,
    [store_id, customer_id],
  );
  if (!row) return undefined;
  const account = row.version == null ? noPoints : ({ ...noPoints, ...row } as typeof noPoints);
  const status = statusOf(row.customer, account, readProgram(row.program), Date.now());
  const { tier, points_balance, points_earned_ytd, points_redeemed_ytd, benefits } = status;
  const { next_tier, points_to_next_tier, qualifying_period_end } = status;
  return {
    customer_id: row.customer,
    tier,
    points_balance,
    points_earned_ytd,
    points_redeemed_ytd,
    tier_progress: { current_tier: tier, next_tier, points_to_next_tier, qualifying_period_end },
    benefits,
  };
}
