import type { Transaction } from "sequelize";
import { Counter } from "../../../mixins/db/counter.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { KeysetRow } from "../../../mixins/db/keyset.ts";
import { findRow, insertUnique, update } from "../../../mixins/db/statements.ts";
import type { OfStore, Review } from "../../contracts.ts";
import { fail } from "../reviews.errors.ts";
import { difference, tallyOf } from "../reviews.rules.ts";
import { addToSummary } from "./summaries.ts";

/** The number of reviews of a store. */
export const reviewCounts = new Counter("review_counts");

/** A row of `reviews`. */
export interface ReviewRow extends KeysetRow, OfStore, Omit<Review, "id"> {
  public_id: string;
}

/** Maps a row to a review. */
export function toReview({ public_id, id: _id, store_id: _store, tenant_id: _tenant, ...shown }: ReviewRow): Review {
  return { id: public_id, ...shown };
}

/** Inserts a review and counts it. Throws `already_reviewed` when its author has reviewed the product. */
export async function insertReview(
  db: Database,
  tx: Transaction,
  { store_id, tenant_id }: OfStore,
  { id: public_id, ...review }: Review,
): Promise<void> {
  const row = { public_id, store_id, tenant_id, ...review };
  await insertUnique(db, "reviews", row, tx, () => fail("already_reviewed"));
  await addToSummary(db, tx, { store_id, product_id: review.product_id }, tallyOf(review));
  await reviewCounts.add(db, tx, store_id, 0, 1);
}

/** A review's row, locked until the transaction ends. Throws `review_not_found`. */
export async function lockReview(
  db: Database,
  tx: Transaction,
  { store_id, review_id }: { store_id: number; review_id: string },
): Promise<ReviewRow> {
  const row = await findRow<ReviewRow>(db, "reviews", { store_id, public_id: review_id }, tx);
  if (!row) throw fail("review_not_found");
  return row;
}

/** Changes the status of a locked review and updates its product's summary; returns the changed row. */
export async function setStatus(
  db: Database,
  tx: Transaction,
  row: ReviewRow,
  status: Review["status"],
): Promise<ReviewRow> {
  const columns = { status, version: row.version + 1, updated_at: Date.now() };
  await update(db, "reviews", { store_id: row.store_id, id: row.id }, columns, tx);
  const changed = { ...row, ...columns };
  await addToSummary(db, tx, row, difference(tallyOf(row), tallyOf(changed)));
  return changed;
}
