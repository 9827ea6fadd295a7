import type { Transaction } from "sequelize";
import { ErasureLocks, type Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { remove } from "../../../mixins/db/statements.ts";
import { difference, noReviews, tallyOf } from "../reviews.rules.ts";
import { type ReviewRow, reviewCounts } from "./reviews.ts";
import { addToSummary } from "./summaries.ts";

/** Customers who may review, or were erased. */
export const reviewers = new ErasureLocks("review_people", "erased_at");

/**
 * Deletes a customer's purchases and reviews, and subtracts the reviews from the summaries. Repeating it changes
 * nothing.
 */
export async function eraseReviews(db: Database, tx: Transaction, person: Person): Promise<void> {
  const { store_id, customer_id } = person;
  await reviewers.remember(db, tx, person);
  // Purchases first: writing a review locks one, so that none is inserted after this.
  await remove(db, "review_purchases", { store_id, customer_id }, tx);
  const written = await lockReviews(db, tx, person);
  await remove(db, "reviews", { store_id, customer_id }, tx);
  for (const review of written) await addToSummary(db, tx, review, difference(tallyOf(review), noReviews));
  if (written.length > 0) await reviewCounts.add(db, tx, store_id, 0, -written.length);
}

// Ordered by product, so that concurrent erasures lock the summaries in the same order.
function lockReviews(db: Database, tx: Transaction, { store_id, customer_id }: Person) {
  return db.rows<Pick<ReviewRow, "store_id" | "product_id" | "rating" | "status">>(
    `SELECT store_id, product_id, rating, status FROM reviews
     WHERE store_id = ? AND customer_id = ? ORDER BY product_id ${db.forUpdate}`,
    [store_id, customer_id],
    tx,
  );
}
