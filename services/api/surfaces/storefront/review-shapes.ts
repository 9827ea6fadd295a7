import Joi from "joi";
import type { ReadyForReview, Review, ReviewSummary } from "../../../contracts.ts";
import { field, isoTime, record } from "../../formats.ts";

/** A review as everybody in the store reads it: not whose it is. */
export const publicReviewOf = ({ id, product_id, rating, title, body, created_at }: Review) => ({
  id,
  product_id,
  rating,
  title,
  body,
  created_at: isoTime(created_at),
});

/** A review as its author reads it. */
export const ownReviewOf = (review: Review) => ({
  ...publicReviewOf(review),
  product_name: review.product_name,
  order_id: review.order_id,
  status: review.status,
  updated_at: isoTime(review.updated_at),
});

/** A product that waits for its buyer's review. */
export const readyOf = ({ delivered_at, ...product }: ReadyForReview) => ({
  ...product,
  delivered_at: isoTime(delivered_at),
});

/** What the reviews of a product come to. */
export const summaryOf = ({ reviews, average_rating }: ReviewSummary) => ({ reviews, average_rating });

/** A review that a shopper wrote. */
export const ownReviewExample = {
  id: "rev_01JK7MZ3Q4N8T2V6X0Y1A5B9CS",
  product_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
  rating: 5,
  title: "Loved it",
  body: "Everybody at home liked it.",
  created_at: "2025-06-20T09:00:00.000Z",
  product_name: "Alfredo Pasta",
  order_id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  status: "published",
  updated_at: "2025-06-20T09:00:00.000Z",
};
const { product_name, order_id, status, updated_at, ...publicExample } = ownReviewExample;

/** The same as everybody reads it. */
export const publicReviewExample = publicExample;

/** A product that waits for a review. */
export const readyExample = {
  product_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CT",
  sku: "PIZZA-MARGHERITA",
  name: "Pizza Margherita",
  order_id,
  order_number: "A-1042",
  delivered_at: "2025-06-15T10:30:00.000Z",
};

const publicReview = () => ({
  id: field.id(ownReviewExample.id),
  product_id: field.id(ownReviewExample.product_id),
  rating: field.count().description("1 to 5."),
  title: field.text(),
  body: field.text(),
  created_at: field.time(),
});

/** The schemas of what these give. */
export const publicReviewSchema = () => record(publicReview());
export const ownReviewSchema = () =>
  record({
    ...publicReview(),
    product_name: field.text(),
    order_id: field.id(ownReviewExample.order_id),
    status: Joi.string().valid("published", "rejected").description("Nobody else sees a rejected one."),
    updated_at: field.time(),
  });
export const readySchema = () =>
  record({
    product_id: field.id(readyExample.product_id),
    sku: field.text(),
    name: field.text(),
    order_id: field.id(readyExample.order_id),
    order_number: field.text(),
    delivered_at: field.time(),
  });
export const summarySchema = () =>
  record({
    reviews: field.count().description("How many are published."),
    average_rating: Joi.number().allow(null).description("To two decimals; null without any."),
  });
