import type { Transaction } from "sequelize";
import type { Database, SqlValue } from "../../../mixins/db/database.ts";
import type { Sql } from "../../../mixins/db/sql.ts";
import { update, upsert } from "../../../mixins/db/statements.ts";
import { wakeAfter } from "../../../mixins/jobs/poller.ts";
import { currencyDecimals } from "../../../mixins/values/currency.ts";
import { customerSegments, type SegmentRules } from "../../contracts.ts";
import { limitsOf, type SegmentLimits } from "../segments.rules.ts";

/** The worker that is woken when a store's customers are to be looked through. */
export const storesWorker = "customers.resegmentStores";

interface StoreRow {
  currency: string | null;
  segments: string | null;
}

/**
 * The numbers by which a store tells its segments apart; they stay as they are until the transaction ends, so that none
 * of its customers is judged by numbers that have just been replaced. A `currency` that is news is kept.
 */
export async function limitsOfStore(
  db: Database,
  tx: Transaction,
  store_id: number,
  currency?: string,
): Promise<SegmentLimits> {
  const sql = `SELECT currency, segments FROM customer_stores WHERE store_id = ? ${db.forShare}`;
  const known = await db.row<StoreRow>(sql, [store_id], tx);
  if (currency !== undefined && !known?.currency) await upsert(db, "customer_stores", { store_id }, { currency }, tx);
  const decimals = currencyDecimals(known?.currency ?? currency ?? "USD");
  const set = known?.segments ? (JSON.parse(known.segments) as Partial<SegmentRules>) : undefined;
  return limitsOf(set, decimals);
}

/** Takes over a store's own numbers, unless newer ones are known, and has all of its customers looked at again. */
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
  if (known) await update(db, "customer_stores", { store_id }, { segments: kept, version }, tx);
  else await db.insert("customer_stores", { store_id, segments: kept, version }, tx);
  if (kept === (known?.segments ?? null)) return;
  await upsert(db, "customer_sweeps", { store_id }, { swept_to: 0 }, tx);
  wakeAfter(tx, storesWorker);
}

/** Gives the customers that meet a condition the segments of now; the same rule as `segmentOf`, for many at once. */
export async function resegment(
  db: Database,
  tx: Transaction,
  limits: SegmentLimits,
  where: Sql,
  now: number,
): Promise<void> {
  const isNew = "first_order_at + ? > ?";
  const isActive = "last_order_at + ? > ?";
  const span: SqlValue[] = [limits.newMs, now, limits.atRiskMs, now];
  const place = (name: (typeof customerSegments)[number]) => customerSegments.indexOf(name);
  await db.run(
    `UPDATE customers SET
       segment = CASE WHEN total_order_amount >= ? THEN ${place("vip")} WHEN total_orders = 0 THEN ${place("new")}
         WHEN ${isNew} THEN ${place("new")} WHEN ${isActive} THEN ${place("active")} ELSE ${place("at_risk")} END,
       segment_until = CASE WHEN total_order_amount >= ? OR total_orders = 0 THEN NULL
         WHEN ${isNew} THEN first_order_at + ? WHEN ${isActive} THEN last_order_at + ? ELSE NULL END
     WHERE ${where.text}`,
    [
      limits.vip,
      ...span,
      limits.vip,
      limits.newMs,
      now,
      limits.newMs,
      limits.atRiskMs,
      now,
      limits.atRiskMs,
      ...where.values,
    ],
    tx,
  );
}
