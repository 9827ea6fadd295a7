import { newId } from "../../../mixins/values/ids.ts";
import type { LoyaltyTier, RewardType } from "../../../services/contracts.ts";
import { rankOf } from "../../../services/customers/loyalty.rules.ts";
import { inYear, rewardText, type TierState, tierIn, yearOf } from "../../../services/loyalty/loyalty.rules.ts";
import { readProgram, worthOf } from "../../../services/loyalty/program.rules.ts";
import type { Caller } from "../authenticate.ts";
import type { Connected, Db } from "../connection.ts";
import { insert, keepAnswer, logEvents, refuse, retried } from "../orders/locked.ts";
import { money } from "../rows.ts";

/** The body of a redemption; the bench does not redeem on an order. */
export interface RedeemBody {
  points: number;
  reward_type: RewardType;
}

interface Account extends TierState {
  id: number;
  transactions: number;
  version: number;
  program: string | null;
}

/** Redeems points for a reward: account, ledger, lots, redemption and event log in one transaction. */
export function redeem(db: Db, caller: Caller, customer_id: string, body: RedeemBody, key: string | undefined) {
  const { shop, actor } = caller;
  const { points, reward_type } = body;
  return retried(() =>
    db.transaction(async (tx) => {
      const account = await lockAccount(tx, shop.store_id, customer_id);
      const program = readProgram(account.program);
      if (account.balance < points) throw refuse(422, "insufficient_points");
      const now = Date.now();
      const year = yearOf(now);
      const before = inYear(account, year);
      const after = {
        ...before,
        balance: before.balance - points,
        redeemed: before.redeemed + points,
        redeemed_ytd: before.redeemed_ytd + points,
      };
      const tier = tierIn(program, after, year);
      await saveAccount(tx, shop.store_id, { ...after, tier }, now);
      const reward_value = worthOf(program, points, shop.currency_decimals);
      const redemption_id = newId("red");
      const of = { store_id: shop.store_id, account_id: account.id, order_id: null, created_at: now };
      const line = {
        ...of,
        public_id: newId("txn"),
        type: "redeem",
        points: -points,
        description: rewardText(reward_type, reward_value, shop.currency_decimals),
        reference: `redeem:${redemption_id}`,
        actor: `${actor.type}:${actor.id}`,
      };
      await insert(tx, "loyalty_transactions", [line]);
      const lots = JSON.stringify(await takeLots(tx, shop.store_id, account.id, points));
      const reward = { points, reward_type, reward_value, state: "open", lots, year, updated_at: now };
      await insert(tx, "loyalty_redemptions", [{ ...of, public_id: redemption_id, ...reward }]);
      // Our customers service updates this from the event.
      await tx.run(
        "UPDATE customers SET loyalty_points = ?, loyalty_rank = ?, loyalty_version = ? WHERE store_id = ? AND public_id = ?",
        [after.balance, rankOf(tier, year), account.version + 1, shop.store_id, customer_id],
      );
      const about = { type: "loyalty_account", id: customer_id, before: null, after: null };
      await logEvents(tx, caller, [{ name: "loyalty.points_changed", ...about }], now);
      const view = {
        redemption_id,
        points_redeemed: points,
        reward_value: money(reward_value, shop),
        new_balance: after.balance,
      };
      await keepAnswer(tx, { key, action: "redeem", subject: customer_id, result: view });
      return view;
    }),
  );
}

async function lockAccount(tx: Connected, store_id: number, customer_id: string): Promise<Account> {
  const [account] = await tx.rows<Account>(
    `SELECT a.id, a.balance, a.year, a.earned_ytd, a.redeemed_ytd, a.earned, a.redeemed, a.transactions, a.version,
       (SELECT program FROM loyalty_programs p WHERE p.store_id = a.store_id) AS program
     FROM loyalty_accounts a WHERE a.store_id = ? AND a.customer_id = ? AND a.erased = 0 FOR UPDATE`,
    [store_id, customer_id],
  );
  if (!account) throw refuse(422, "insufficient_points");
  return account;
}

type Saved = Omit<Account, "program"> & { tier: LoyaltyTier };

async function saveAccount(tx: Connected, store_id: number, account: Saved, now: number): Promise<void> {
  const { id, balance, year, earned_ytd, redeemed_ytd, redeemed, tier, transactions, version } = account;
  await tx.run(
    `UPDATE loyalty_accounts SET balance = ?, year = ?, earned_ytd = ?, redeemed_ytd = ?, redeemed = ?, tier = ?,
       transactions = ?, version = ?, updated_at = ? WHERE store_id = ? AND id = ?`,
    [balance, year, earned_ytd, redeemed_ytd, redeemed, tier, transactions + 1, version + 1, now, store_id, id],
  );
}

interface Lot {
  id: number;
  remaining: number;
  expires_at: number;
}

// The lots that expire first are used first. The lock of the account protects its lots.
async function takeLots(tx: Connected, store_id: number, account_id: number, points: number) {
  const lots = await tx.rows<Lot>(
    `SELECT id, remaining, expires_at FROM loyalty_lots WHERE store_id = ? AND account_id = ? AND expires_at > ?
     ORDER BY expires_at, id LIMIT 100`,
    [store_id, account_id, Date.now()],
  );
  const taken: { points: number; expires_at: number }[] = [];
  let left = points;
  for (const { id, remaining, expires_at } of lots) {
    const part = Math.min(left, remaining);
    if (part === 0) break;
    if (part === remaining) await tx.run("DELETE FROM loyalty_lots WHERE id = ?", [id]);
    else await tx.run("UPDATE loyalty_lots SET remaining = remaining - ? WHERE id = ?", [part, id]);
    taken.push({ points: part, expires_at });
    left -= part;
  }
  if (left > 0) throw refuse(422, "insufficient_points");
  return taken;
}
