import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { MembershipStatus } from "../../contracts.ts";
import { rankOf } from "../loyalty.rules.ts";

/**
 * Saves a customer's membership in the loyalty program, unless a newer version of their account is known. The customer's
 * own version stays, so that no concurrent write of the customer conflicts with it.
 */
export async function saveMembership(
  db: Database,
  tx: Transaction,
  store_id: number,
  { customer_id, points_balance, tier, year }: MembershipStatus,
  version: number,
): Promise<void> {
  await db.run(
    `UPDATE customers SET loyalty_points = ?, loyalty_rank = ?, loyalty_version = ?
     WHERE store_id = ? AND public_id = ? AND loyalty_version < ?`,
    [points_balance, rankOf(tier, year), version, store_id, customer_id, version],
    tx,
  );
}
