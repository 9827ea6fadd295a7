import type { ReadyForReview, Review, ReviewSummary } from "../../../contracts.ts";
import { reviewStatus } from "../shared/enumerations.ts";
import { count, id, number, oneOf, orNull, text, time } from "../shared/fields.ts";
import { shape } from "../shared/shape.ts";

/** A published review, without its author. */
export const publicReview = shape<Review>("ProductReview").with({
  id: id("rev_01JK7MZ3Q4N8T2V6X0Y1A5B9CS"),
  product_id: id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ"),
  rating: count(5, "1 to 5."),
  title: text("Loved it"),
  body: text("Everybody at home liked it."),
  created_at: time("2025-06-20T09:00:00.000Z"),
});

/** A review as its author reads it. */
export const ownReview = shape<Review>("OwnReview").with({
  ...publicReview.fields,
  product_name: text("Alfredo Pasta"),
  order_id: id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  status: oneOf(reviewStatus, "published", "Nobody else sees a rejected one."),
  updated_at: time("2025-06-20T09:00:00.000Z"),
});

/** A delivered product that its buyer has not reviewed. */
export const readyForReview = shape<ReadyForReview>("ReadyForReview").with({
  product_id: id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CT"),
  sku: text("PIZZA-MARGHERITA"),
  name: text("Pizza Margherita"),
  order_id: id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  order_number: text("A-1042"),
  delivered_at: time("2025-06-15T10:30:00.000Z"),
});

/** Summary of a product's reviews. */
export const reviewSummary = shape<ReviewSummary>("ReviewSummary").with({
  reviews: count(1, "How many are published."),
  average_rating: orNull(number(5), "To two decimals; null without any."),
});
