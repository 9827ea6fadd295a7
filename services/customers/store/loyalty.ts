import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { MembershipStatus } from "../../contracts.ts";
import { rankOf } from "../loyalty.rules.ts";

/**
 * Takes over how a customer stands in the loyalty program, unless something newer of their account is known. It is no
 * write of the customer's: their version stays, and nobody who writes against it has to begin again.
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
