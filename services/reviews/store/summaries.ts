import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { sql } from "../../../mixins/db/sql.ts";
import { upsert } from "../../../mixins/db/statements.ts";
import { noReviews, type Tally } from "../reviews.rules.ts";

/** The tally of a product's published reviews. */
export async function fetchTally(db: Database, store_id: number, product_id: string): Promise<Tally> {
  const text = "SELECT reviews, rating_sum FROM review_summaries WHERE store_id = ? AND product_id = ?";
  return (await db.row<Tally>(text, [store_id, product_id])) ?? noReviews;
}

/** Adds to a product's summary, in the transaction that writes the reviews; a negative tally is subtracted. */
export async function addToSummary(
  db: Database,
  tx: Transaction,
  { store_id, product_id }: { store_id: number; product_id: string },
  { reviews, rating_sum }: Tally,
): Promise<void> {
  if (reviews === 0) return;
  if (reviews > 0) {
    const changes = sql("reviews = reviews + ?, rating_sum = rating_sum + ?", reviews, rating_sum);
    return upsert(db, "review_summaries", { store_id, product_id }, { reviews, rating_sum }, tx, changes);
  }
  const changed = await db.run(
    `UPDATE review_summaries SET reviews = reviews + ?, rating_sum = rating_sum + ?
     WHERE store_id = ? AND product_id = ? AND reviews + ? >= 0 AND rating_sum + ? >= 0`,
    [reviews, rating_sum, store_id, product_id, reviews, rating_sum],
    tx,
  );
  // A summary that would become negative is corrupt: this must fail rather than be written.
  if (changed === 0)
    throw new Error(`The summary of ${product_id} in store ${store_id} is not the sum of its reviews.`);
}
