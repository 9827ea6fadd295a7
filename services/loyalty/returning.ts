import { type AccountLedger, post } from "./account-ledger.ts";
import type { Lot } from "./store/lots.ts";
import { moveRedemption, type RedemptionRow } from "./store/redemptions.ts";

/** Returns the points of a redemption, once. Says whether this call returned them. */
export async function returnPoints(ledger: AccountLedger, row: RedemptionRow): Promise<boolean> {
  if (row.state === "returned") return false;
  await moveRedemption(ledger.db, ledger.tx, row, { state: "returned", order_id: row.order_id });
  const { points, order_id, public_id, year } = row;
  const lots = JSON.parse(row.lots) as Lot[];
  const [description, reference] = ["Redemption returned", `return:${public_id}`];
  await post(ledger, { type: "redeem", points, description, order_id, reference, year, lots });
  return true;
}
