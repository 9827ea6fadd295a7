import type { Transaction } from "sequelize";
import type { DemoAccount } from "../../../demo-data/demo-points.ts";
import { insertBulk } from "../../../mixins/db/bulk-insert.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";

interface OfStore {
  store_id: number;
  tenant_id: string;
}

type OfAccount = { store_id: number; account_id: number };

/** Inserts historical accounts with their ledger lines, lots, redemptions and orders. */
export async function insertPast(db: Database, tx: Transaction, store: OfStore, past: DemoAccount[]): Promise<void> {
  const { store_id } = store;
  const accounts = past.map((account) => accountRow(store, account));
  await insertBulk(db, tx, "loyalty_accounts", accounts);
  const keys = await keysOf(db, tx, store_id);
  const partsOf = (of: (account: DemoAccount, key: OfAccount) => Row[]) =>
    past.flatMap((account) => of(account, { store_id, account_id: keys.get(account.customer_id) ?? 0 }));
  const tables = {
    transactions: partsOf(({ lines }, key) => lines.map((line) => lineRow(key, line))),
    lots: partsOf(({ lots }, key) => lots.map(({ points, expires_at }) => ({ ...key, remaining: points, expires_at }))),
    redemptions: partsOf(({ redemptions }, key) => redemptions.map((redemption) => redemptionRow(key, redemption))),
    orders: past.flatMap(({ orders }) => orders.map((order) => ({ store_id, ...order }))),
  };
  for (const [table, rows] of Object.entries(tables)) await insertBulk(db, tx, `loyalty_${table}`, rows);
}

async function keysOf(db: Database, tx: Transaction, store_id: number): Promise<Map<string, number>> {
  const sql = "SELECT id, customer_id FROM loyalty_accounts WHERE store_id = ?";
  const rows = await db.rows<{ id: number; customer_id: string }>(sql, [store_id], tx);
  return new Map(rows.map(({ id, customer_id }) => [customer_id, id]));
}

function accountRow({ store_id, tenant_id }: OfStore, account: DemoAccount): Row {
  const { points_balance: balance, lines, lots: _lots, redemptions: _redemptions, orders: _orders, ...state } = account;
  const counts = { transactions: lines.length, version: lines.length };
  const times = { created_at: lines[0]?.created_at ?? 0, updated_at: lines.at(-1)?.created_at ?? 0 };
  return { store_id, tenant_id, ...state, balance, ...counts, ...times };
}

const lineRow = (key: OfAccount, { id, ...line }: DemoAccount["lines"][number]): Row => ({
  ...key,
  public_id: id,
  ...line,
  reference: `past:${id}`,
  actor: "system:demo",
});

const redemptionRow = (key: OfAccount, { id, lots, ...redemption }: DemoAccount["redemptions"][number]): Row => ({
  ...key,
  public_id: id,
  ...redemption,
  lots: JSON.stringify(lots),
});
