import type { Database } from "../../../mixins/db/database.ts";
import { listNewest } from "../../../mixins/db/keyset.ts";
import { equal } from "../../../mixins/db/sql.ts";
import type { ActionParams, List, Paging, Review, ReviewStatus } from "../../contracts.ts";
import type { Tally } from "../reviews.rules.ts";
import { reviewCounts, toReview } from "./reviews.ts";

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
  { store_id, status, ...paging }: { store_id: number; status?: ReviewStatus } & Paging,
): Promise<List<Review>> => {
  const total = () => reviewCounts.total(db, store_id, 0);
  const lead = { where: equal({ store_id }), filters: equal({ status }), index: status ? "status" : "created_at" };
  return listNewest(db, { table, ...lead, total }, paging, toReview);
};
