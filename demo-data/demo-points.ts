import type { LoyaltyTransaction, MembershipStatus, RewardType } from "../services/contracts.ts";
import { demoOrders } from "./demo-orders.ts";
import { idWithin } from "./ids-within.ts";
import type { SampleOrder } from "./orders.ts";
import { DemoLedger, type DemoLot, tierAt, yearOf } from "./points.ts";
import { chance, pick, randomOf } from "./random.ts";
import { dayMs, type SampleStore } from "./stores.ts";

/** An order of the demo that has earned points, refunded since or not. */
export interface RewardedOrder {
  order: SampleOrder;
  order_number: string;
  net_sales: number;
  points: number;
  at: number;
}

/** A redemption of the demo; one is worth as many minor units as points. */
export interface DemoRedemption {
  id: string;
  points: number;
  reward_type: RewardType;
  lots: DemoLot[];
  created_at: number;
}

/** The points of a demo customer. */
export interface DemoAccount extends MembershipStatus {
  lines: LoyaltyTransaction[];
  lots: DemoLot[];
  redemptions: DemoRedemption[];
  orders: RewardedOrder[];
  earned: number;
  redeemed: number;
  earned_ytd: number;
  redeemed_ytd: number;
}

/** The accounts of a demo store's customers, as their orders of before `now` have earned: one for each who has points. */
export function demoAccounts(store: SampleStore, now: number): DemoAccount[] {
  const rewarded = demoOrders(store, now).flatMap((order, index) => rewardOf(order, index));
  const byCustomer = Map.groupBy(rewarded, ({ order }) => order.customer_id);
  return [...byCustomer].map(([customer_id, orders]) => accountOf(customer_id, orders, now));
}

// The demo's orders take the first numbers of their store, in the order of their times.
function rewardOf(order: SampleOrder, index: number): RewardedOrder[] {
  if (order.status !== "delivered" && order.status !== "refunded") return [];
  const net_sales = order.sub_total - order.discount;
  const points = Math.floor(net_sales / 100);
  const step = (order.updated_at - order.created_at) / (order.version - 1);
  const at = Math.floor(order.created_at + 4 * step);
  return points > 0 ? [{ order, order_number: `A-${1_001 + index}`, net_sales, points, at }] : [];
}

function accountOf(customer_id: string, orders: RewardedOrder[], now: number): DemoAccount {
  const ledger = new DemoLedger();
  const redemptions: DemoRedemption[] = [];
  for (const { at, tell } of deedsOf(customer_id, orders, redemptions)
    .filter((deed) => deed.at <= now)
    .sort(byTime))
    tell(ledger, at);
  ledger.expire(now);
  const year = yearOf(now);
  const isEarned = ({ type, points }: { type: string; points: number }) =>
    type === "earn" || (type === "adjust" && points > 0);
  const isRedeemed = ({ type }: { type: string }) => type === "redeem";
  const [earned_ytd, redeemed_ytd] = [ledger.sum(isEarned, year), -ledger.sum(isRedeemed, year)];
  return {
    customer_id,
    points_balance: ledger.balance,
    tier: tierAt(Math.max(0, earned_ytd - redeemed_ytd)),
    year,
    lines: ledger.lines.map(({ year: _year, ...line }, n) => ({ id: idWithin("txn", customer_id, n + 1), ...line })),
    lots: ledger.lots,
    redemptions,
    orders,
    earned: ledger.sum(isEarned),
    redeemed: -ledger.sum(isRedeemed),
    earned_ytd,
    redeemed_ytd,
  };
}

interface Deed {
  at: number;
  tell(ledger: DemoLedger, at: number): void;
}

const byTime = (one: Deed, other: Deed) => one.at - other.at;

// What is delivered earns, what is refunded is taken back, and now and then somebody redeems or is given a few.
function deedsOf(customer_id: string, orders: RewardedOrder[], redemptions: DemoRedemption[]): Deed[] {
  return orders.flatMap(({ order, order_number, points, at }, index) => {
    const random = randomOf("points", order.id);
    const earns: Deed = {
      at,
      tell: (ledger) => void ledger.post("earn", points, at, `Order #${order_number}`, order.id),
    };
    const more: Deed[] = [];
    if (order.status === "refunded") more.push(takenBack(order, order_number, points, yearOf(at)));
    if (chance(random, 0.3)) {
      const reward_type = pick(random, ["discount", "discount", "gift_card", "free_item"] as const);
      const id = idWithin("red", customer_id, index + 1);
      more.push({
        at: at + dayMs,
        tell: (ledger, at) => redeem(ledger, redemptions, { id, reward_type, created_at: at }),
      });
    }
    if (chance(random, 0.08))
      more.push({
        at: at + 2 * dayMs,
        tell: (ledger, at) => void ledger.post("adjust", 100, at, "Customer service gesture", order.id),
      });
    return [earns, ...more];
  });
}

const takenBack = ({ id, updated_at: at }: SampleOrder, number: string, points: number, year: number): Deed => ({
  at,
  tell: (ledger) => void ledger.post("earn", -points, at, `Refund of order #${number}`, id, year),
});

function redeem(
  ledger: DemoLedger,
  redemptions: DemoRedemption[],
  of: Pick<DemoRedemption, "id" | "reward_type" | "created_at">,
): void {
  ledger.expire(of.created_at);
  const points = Math.min(500, Math.floor(ledger.balance / 100) * 100);
  if (points === 0) return;
  const amount = (points / 100).toFixed(2);
  const text = { discount: `${amount} discount`, gift_card: `a gift card of ${amount}`, free_item: "a free item" };
  const lots = ledger.post("redeem", -points, of.created_at, `Redeemed for ${text[of.reward_type]}`, null);
  redemptions.push({ ...of, points, lots });
}
