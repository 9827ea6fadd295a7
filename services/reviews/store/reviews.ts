import type { Transaction } from "sequelize";
import { Counter } from "../../../mixins/db/counter.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import { findRow, insertUnique, update } from "../../../mixins/db/statements.ts";
import type { ActionParams, List, OfStore, Review } from "../../contracts.ts";
import { fail } from "../reviews.errors.ts";
import { difference, type Tally, tallyOf } from "../reviews.rules.ts";
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

// Each list names its index: where most reviews have one status, the optimizer might prefer a full scan.
const table = "reviews";

/** A customer's reviews, newest first. */
export const reviewsOfCustomer = (
  db: Database,
  { store_id, customer_id, ...paging }: ActionParams<"reviews.ofCustomer">,
): Promise<List<Review>> => {
  const where = equal({ store_id, customer_id });
  return listNewest(db, { table, index: "customer", of: customer_id, where }, paging, toReview);
};

/** The published reviews of a product, newest first. The product's tally gives their number. */
export const reviewsOfProduct = (
  db: Database,
  { store_id, product_id, ...paging }: ActionParams<"reviews.ofProduct">,
  tally: Tally,
): Promise<List<Review>> => {
  const where = equal({ store_id, product_id, status: "published" });
  const listing = { table, index: "product", of: product_id, where, total: () => tally.reviews };
  return listNewest(db, listing, paging, toReview);
};

/** The reviews of a store, of one status when given, newest first. */
export const reviewsOfStore = (
  db: Database,
  { store_id, status, ...paging }: ActionParams<"reviews.search">,
): Promise<List<Review>> => {
  const total = () => reviewCounts.total(db, store_id, 0);
  const lead = { where: equal({ store_id }), filters: equal({ status }), index: status ? "status" : "created_at" };
  return listNewest(db, { table, ...lead, total }, paging, toReview);
};
