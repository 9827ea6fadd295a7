import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/database.ts";
import type { LoyaltyStanding } from "../../contracts.ts";
import { rankOf } from "../loyalty.rules.ts";

/** Takes over how a customer stands in the loyalty program, unless something newer of their account is known. */
export async function keepStanding(
  db: Database,
  tx: Transaction,
  store_id: number,
  { customer_id, points_balance, tier, year }: LoyaltyStanding,
  version: number,
): Promise<void> {
  await db.run(
    `UPDATE customers SET loyalty_points = ?, loyalty_rank = ?, loyalty_version = ?, version = version + 1
     WHERE store_id = ? AND public_id = ? AND loyalty_version < ?`,
    [points_balance, rankOf(tier, year), version, store_id, customer_id, version],
    tx,
  );
}
