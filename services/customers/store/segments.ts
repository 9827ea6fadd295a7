import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import type { Sql } from "../../../mixins/db/sql.ts";
import { findRows, upsert } from "../../../mixins/db/statements.ts";
import { wakeAfter } from "../../../mixins/jobs/poller.ts";
import { currencyDecimals } from "../../../mixins/values/currency.ts";
import { customerSegments, type SegmentRules, type StoreCurrency } from "../../contracts.ts";
import { limitsOf, type SegmentLimits } from "../segments.rules.ts";

/** The worker that is woken when the segments of a store's customers are to be recalculated. */
export const storesWorker = "customers.resegmentStores";

interface StoreRow {
  currency: string | null;
  currency_decimals: number | null;
  segments: string | null;
}

/**
 * The limits of a store's segments, locked until the transaction ends, so that no segment follows from limits that were
 * just replaced. Saves the `currency` when none is known.
 */
export async function limitsOfStore(
  db: Database,
  tx: Transaction,
  store_id: number,
  currency?: string,
): Promise<SegmentLimits> {
  const form = { columns: "store_id, currency, currency_decimals, segments", end: db.forShare };
  const [known] = await findRows<StoreRow>(db, "customer_stores", { store_id }, tx, form);
  if (currency !== undefined && !known?.currency) await upsert(db, "customer_stores", { store_id }, { currency }, tx);
  const decimals = known?.currency_decimals ?? currencyDecimals(known?.currency ?? currency ?? "USD");
  const set = known?.segments ? (JSON.parse(known.segments) as Partial<SegmentRules>) : undefined;
  return limitsOf(set, decimals);
}

/** Saves a store's own segment rules, unless newer ones are known, and schedules a sweep of all its customers. */
export async function keepRules(
  db: Database,
  tx: Transaction,
  store_id: number,
  rules: Partial<SegmentRules> | undefined,
  version: number,
): Promise<void> {
  const sql = `SELECT version, segments FROM customer_stores WHERE store_id = ? ${db.forUpdate}`;
  const known = await db.row<StoreRow & { version: number }>(sql, [store_id], tx);
  if (known && known.version >= version) return;
  const kept = rules ? JSON.stringify(rules) : null;
  await upsert(db, "customer_stores", { store_id }, { segments: kept, version }, tx);
  if (kept === (known?.segments ?? null)) return;
  await upsert(db, "customer_sweeps", { store_id }, { swept_to: 0 }, tx);
  wakeAfter(tx, storesWorker);
}

/** Saves the decimals of a store's amounts unless newer ones are known; when they change, all segments are recalculated. */
export async function saveCurrency(
  db: Database,
  tx: Transaction,
  store_id: number,
  { currency, currency_decimals }: StoreCurrency,
  version: number,
): Promise<void> {
  const sql = `SELECT currency, currency_decimals, currency_version FROM customer_stores WHERE store_id = ? ${db.forUpdate}`;
  const known = await db.row<StoreRow & { currency_version: number }>(sql, [store_id], tx);
  if (known && known.currency_version >= version) return;
  const columns = { currency, currency_decimals, currency_version: version };
  await upsert(db, "customer_stores", { store_id }, columns, tx);
  if (currency_decimals === (known?.currency_decimals ?? currencyDecimals(currency))) return;
  await upsert(db, "customer_sweeps", { store_id }, { swept_to: 0 }, tx);
  wakeAfter(tx, storesWorker);
}

/** Recalculates the segments of the customers that meet a condition, by the rule of `segmentOf` in SQL. */
export async function resegment(
  db: Database,
  tx: Transaction,
  limits: SegmentLimits,
  where: Sql,
  now: number,
): Promise<void> {
  const isNew = "first_order_at + ? > ?";
  const isActive = "last_order_at + ? > ?";
  const { vip, newMs, atRiskMs } = limits;
  const place = (name: (typeof customerSegments)[number]) => customerSegments.indexOf(name);
  await db.run(
    `UPDATE customers SET
       segment = CASE WHEN total_order_amount >= ? THEN ${place("vip")} WHEN total_orders = 0 THEN ${place("new")}
         WHEN ${isNew} THEN ${place("new")} WHEN ${isActive} THEN ${place("active")} ELSE ${place("at_risk")} END,
       segment_until = CASE WHEN total_order_amount >= ? OR total_orders = 0 THEN NULL
         WHEN ${isNew} THEN first_order_at + ? WHEN ${isActive} THEN last_order_at + ? ELSE NULL END
     WHERE ${where.text}`,
    [vip, newMs, now, atRiskMs, now, vip, newMs, now, newMs, atRiskMs, now, atRiskMs, ...where.values],
    tx,
  );
}
