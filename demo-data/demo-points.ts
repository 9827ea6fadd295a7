import type { LoyaltyTransaction, MembershipStatus, RewardType } from "../services/contracts.ts";
import { type DemoOrder, demoOrders } from "./demo-orders.ts";
import { idWithin } from "./ids-within.ts";
import { DemoLedger, type DemoLot, tierAt, yearOf } from "./points.ts";
import { chance, pick, randomOf } from "./random.ts";
import { dayMs, type SampleStore } from "./stores.ts";

/** A delivered order of the demo and the points that it earned. */
interface RewardedOrder {
  order: DemoOrder;
  points: number;
  /** When it was delivered. */
  at: number;
}

/** A redemption of the demo; one is worth as many minor units as points. */
export interface DemoRedemption {
  id: string;
  points: number;
  reward_type: RewardType;
  reward_value: number;
  state: "open";
  lots: DemoLot[];
  year: number;
  created_at: number;
  updated_at: number;
}

/** The points of a demo customer. */
export interface DemoAccount extends MembershipStatus {
  lines: LoyaltyTransaction[];
  lots: DemoLot[];
  redemptions: DemoRedemption[];
  orders: ReturnType<typeof earningsOf>[];
  earned: number;
  redeemed: number;
  earned_ytd: number;
  redeemed_ytd: number;
}

/** The accounts of a demo store's customers as of `now`: one for each customer whose orders have earned points. */
export function demoAccounts(store: SampleStore, now: number): DemoAccount[] {
  const rewarded = demoOrders(store, now).flatMap(rewardOf);
  const byCustomer = Map.groupBy(rewarded, ({ order }) => order.customer_id);
  return [...byCustomer].map(([customer_id, orders]) => accountOf(customer_id, orders, now));
}

function rewardOf(order: DemoOrder): RewardedOrder[] {
  if (order.status !== "delivered" && order.status !== "refunded") return [];
  const points = Math.floor(netSalesOf(order) / 100);
  const step = (order.updated_at - order.created_at) / (order.version - 1);
  const at = Math.floor(order.created_at + 4 * step);
  return points > 0 ? [{ order, points, at }] : [];
}

const netSalesOf = ({ sub_total, discount }: DemoOrder): number => sub_total - discount;

// The state of an order that the loyalty service stores: the points of a refunded one were taken back.
function earningsOf({ order, points, at }: RewardedOrder) {
  const { id: order_id, order_number, customer_id, version, grand_total, currency, updated_at } = order;
  const isRefunded = order.status === "refunded";
  return {
    order_id,
    order_number,
    customer_id,
    version,
    net_sales: netSalesOf(order),
    grand_total,
    currency,
    delivered: 1,
    refunded: isRefunded ? grand_total : 0,
    points_per_unit: 1,
    points: isRefunded ? 0 : points,
    postings: isRefunded ? 2 : 1,
    earned_year: yearOf(at),
    created_at: at,
    updated_at,
  };
}

function accountOf(customer_id: string, orders: RewardedOrder[], now: number): DemoAccount {
  const ledger = new DemoLedger();
  const redemptions: DemoRedemption[] = [];
  const postings = postingsOf(customer_id, orders, redemptions).filter(({ at }) => at <= now);
  for (const { at, post } of postings.sort((one, other) => one.at - other.at)) post(ledger, at);
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
    orders: orders.map(earningsOf),
    earned: ledger.sum(isEarned),
    redeemed: -ledger.sum(isRedeemed),
    earned_ytd,
    redeemed_ytd,
  };
}

interface Posting {
  at: number;
  post(ledger: DemoLedger, at: number): void;
}

// Delivered orders earn points, refunds take them back; some customers redeem points, or are granted some.
function postingsOf(customer_id: string, orders: RewardedOrder[], redemptions: DemoRedemption[]): Posting[] {
  return orders.flatMap(({ order, points, at }, index) => {
    const random = randomOf("points", order.id);
    const earned: Posting = {
      at,
      post: (ledger) => void ledger.post("earn", points, at, `Order #${order.order_number}`, order.id),
    };
    const more: Posting[] = [];
    if (order.status === "refunded") more.push(takenBack(order, points, yearOf(at)));
    if (chance(random, 0.3)) {
      const reward_type = pick(random, ["discount", "discount", "gift_card", "free_item"] as const);
      const id = idWithin("red", customer_id, index + 1);
      more.push({
        at: at + dayMs,
        post: (ledger, at) => redeem(ledger, redemptions, { id, reward_type, created_at: at }),
      });
    }
    if (chance(random, 0.08))
      more.push({
        at: at + 2 * dayMs,
        post: (ledger, at) => void ledger.post("adjust", 100, at, "Customer service gesture", order.id),
      });
    return [earned, ...more];
  });
}

const takenBack = ({ id, order_number, updated_at: at }: DemoOrder, points: number, year: number): Posting => ({
  at,
  post: (ledger) => void ledger.post("earn", -points, at, `Refund of order #${order_number}`, id, year),
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
  const common = { reward_value: points, state: "open" as const, year: yearOf(of.created_at) };
  redemptions.push({ ...of, ...common, points, lots, updated_at: of.created_at });
}
