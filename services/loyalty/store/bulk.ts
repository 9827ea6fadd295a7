import type { Transaction } from "sequelize";
import type { DemoAccount, RewardedOrder } from "../../../demo-data/demo-points.ts";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";

interface OfStore {
  store_id: number;
  tenant_id: string;
}

/** True when the store has any account. */
export async function hasAccounts(db: Database, tx: Transaction, store_id: number): Promise<boolean> {
  const sql = "SELECT 1 AS found FROM loyalty_accounts WHERE store_id = ? LIMIT 1";
  return (await db.row(sql, [store_id], tx)) !== undefined;
}

/** Inserts historical accounts with their ledger lines and lots. */
export async function insertPast(db: Database, tx: Transaction, store: OfStore, past: DemoAccount[]): Promise<void> {
  const insert = (table: string, rows: Row[]) => insertBulk(db, tx, `loyalty_${table}`, rows);
  await insert(
    "accounts",
    past.map((account) => accountRow(store, account)),
  );
  const keys = await keysOf(db, tx, store.store_id);
  const partsOf = (of: (account: DemoAccount, key: { store_id: number; account_id: number }) => Row[]) =>
    past.flatMap((each) => of(each, { store_id: store.store_id, account_id: keys.get(each.customer_id) ?? 0 }));
  await insert(
    "transactions",
    partsOf(({ lines }, key) =>
      lines.map(({ id, ...line }) => ({
        ...key,
        public_id: id,
        ...line,
        reference: `past:${id}`,
        actor: "system:demo",
      })),
    ),
  );
  await insert(
    "lots",
    partsOf(({ lots }, key) => lots.map(({ points, expires_at }) => ({ ...key, remaining: points, expires_at }))),
  );
  await insert(
    "redemptions",
    partsOf(({ redemptions }, key) => redemptions.map((each) => redemptionRow(key, each))),
  );
  await insert(
    "orders",
    past.flatMap(({ orders }) => orders.map((each) => orderRow(store, each))),
  );
}

async function keysOf(db: Database, tx: Transaction, store_id: number): Promise<Map<string, number>> {
  const sql = "SELECT id, customer_id FROM loyalty_accounts WHERE store_id = ?";
  const rows = await db.rows<{ id: number; customer_id: string }>(sql, [store_id], tx);
  return new Map(rows.map(({ id, customer_id }) => [customer_id, id]));
}

function accountRow({ store_id, tenant_id }: OfStore, { points_balance, lines, ...account }: DemoAccount): Row {
  const { customer_id, tier, year, earned, redeemed, earned_ytd, redeemed_ytd } = account;
  const [transactions, version] = [lines.length, lines.length];
  const [created_at, updated_at] = [lines[0]?.created_at ?? 0, lines.at(-1)?.created_at ?? 0];
  const counters = { year, earned, redeemed, earned_ytd, redeemed_ytd, transactions, version };
  return { store_id, tenant_id, customer_id, balance: points_balance, tier, ...counters, created_at, updated_at };
}

const redemptionRow = (
  key: { store_id: number; account_id: number },
  { id, lots, points, reward_type, created_at }: DemoAccount["redemptions"][number],
): Row => ({
  ...key,
  public_id: id,
  points,
  reward_type,
  reward_value: points,
  state: "open",
  lots: JSON.stringify(lots),
  year: new Date(created_at).getUTCFullYear(),
  created_at,
  updated_at: created_at,
});

function orderRow({ store_id }: OfStore, { order, order_number, net_sales, points, at }: RewardedOrder): Row {
  const { id: order_id, customer_id, version, grand_total, currency, updated_at } = order;
  const isRefunded = order.status === "refunded";
  return {
    store_id,
    ...{ order_id, order_number, customer_id, version, net_sales, grand_total, currency },
    delivered: 1,
    refunded: isRefunded ? grand_total : 0,
    points_per_unit: 1,
    points: isRefunded ? 0 : points,
    postings: isRefunded ? 2 : 1,
    earned_year: new Date(at).getUTCFullYear(),
    created_at: at,
    updated_at,
  };
}
