import type { Database, SqlValue } from "../../../mixins/db/database.ts";
import { type Listing, listByCreation } from "../../../mixins/db/listing.ts";
import type { ActionParams, List, Paging, Review, ReviewStatus } from "../../contracts.ts";
import type { Tally } from "../reviews.rules.ts";
import { type ReviewRow, reviewCounts, toReview } from "./reviews.ts";

/** What a customer wrote, newest first. */
export const reviewsOfCustomer = (
  db: Database,
  { store_id, customer_id, ...paging }: ActionParams<"reviews.ofCustomer">,
): Promise<List<Review>> =>
  list(db, paging, {
    of: customer_id,
    where: where({ store_id, customer_id }),
    using: use(db, "customer"),
    capped: false,
  });

/** The published reviews of a product, newest first. They are as many as its tally says. */
export const reviewsOfProduct = (
  db: Database,
  { store_id, product_id, ...paging }: ActionParams<"reviews.ofProduct">,
  tally: Tally,
): Promise<List<Review>> =>
  list(db, paging, {
    of: product_id,
    where: where({ store_id, product_id, status: "published" }),
    using: use(db, "product"),
    capped: false,
    counted: tally.reviews,
  });

/** The reviews of a store, of one status when told, newest first. */
export const reviewsOfStore = (
  db: Database,
  { store_id, status, ...paging }: { store_id: number; status?: ReviewStatus } & Paging,
): Promise<List<Review>> =>
  list(
    db,
    paging,
    status
      ? { where: where({ store_id, status }), using: use(db, "status"), capped: true }
      : {
          where: where({ store_id }),
          using: use(db, "created_at"),
          capped: false,
          counted: () => reviewCounts.total(db, store_id, 0),
        },
  );

async function list(db: Database, paging: Paging, listing: Omit<Listing, "table">): Promise<List<Review>> {
  const found = await listByCreation<ReviewRow>(db, { table: "reviews", ...listing }, paging);
  return { ...found, items: found.items.map(toReview) };
}

const where = (columns: Record<string, SqlValue>) => ({
  text: Object.keys(columns)
    .map((column) => `${column} = ?`)
    .join(" AND "),
  values: Object.values(columns),
});

// Told, because where most reviews have one status an engine may think that walking all is as good.
const use = ({ dialect }: Database, name: string) =>
  dialect === "mariadb" ? `FORCE INDEX (reviews_${name})` : `INDEXED BY reviews_${name}`;
