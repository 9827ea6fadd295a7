import Joi from "joi";
import type { Review, ReviewStatus } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { field, isoTime, listQuery, pagination, pagingOf, record } from "../../formats.ts";
import { listSchema } from "./shapes.ts";

interface ListQuery {
  status?: ReviewStatus;
  page?: number;
  limit: number;
  cursor?: string;
}

const tag = "Reviews";
const statuses = ["published", "rejected"];
const statusAfter = { publish: "published", reject: "rejected" } as const;
const reviewExample = {
  id: "rev_01JK7MZ3Q4N8T2V6X0Y1A5B9CS",
  product_id: "item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ",
  product_name: "Alfredo Pasta",
  customer_id: "cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  order_id: "ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD",
  rating: 5,
  title: "Loved it",
  body: "Everybody at home liked it.",
  status: "published",
  created_at: "2025-06-20T09:00:00.000Z",
  updated_at: "2025-06-20T09:00:00.000Z",
};

const listReviews = endpoint({
  id: "merchantListReviews",
  method: "GET",
  path: "/reviews",
  tag,
  summary: "List reviews",
  description: "Newest first.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, { status: Joi.string().valid(...statuses) }),
  action: "reviews.search",
  input: ({ store, query }) => ({
    store_id: store.store_id,
    ...(query.status ? { status: query.status } : {}),
    ...pagingOf(query, query.limit),
  }),
  output: (list, { query }) => ({
    data: list.items.map(reviewOf),
    pagination: pagination(list, query, { limit: query.limit }),
  }),
  answerSchema: listSchema(reviewSchema(), "limit"),
  answerExample: { data: [reviewExample], pagination: { page: 1, limit: 20, total: 1, next_cursor: null } },
  errors: [],
});

const moderateReview = endpoint({
  id: "merchantModerateReview",
  ifMatch: "version",
  method: "PATCH",
  path: "/reviews/:review_id",
  tag,
  summary: "Publish or reject a review",
  description:
    "A rejected review is seen by its author and merchants only, and does not count in its product's summary.",
  pathSchema: Joi.object<{ review_id: string }>({
    review_id: Joi.string().max(40).required().example(reviewExample.id),
  }),
  bodySchema: Joi.object<{ action: "publish" | "reject" }>({
    action: Joi.string().valid("publish", "reject").required(),
  }),
  bodyExample: { action: "reject" },
  action: "reviews.moderate",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    review_id: path.review_id,
    status: statusAfter[body.action],
    idempotency_key,
    if_versions,
  }),
  output: reviewOf,
  etag: (review) => etagOf(review.version),
  answerSchema: reviewSchema(),
  answerExample: { ...reviewExample, status: "rejected" },
  errors: [
    [404, "review_not_found", "No review of this domain has this id."],
    [412, "version_mismatch", "`If-Match` is not the current version."],
  ],
});

/** Merchant: reviews and their moderation. */
export const reviews = [listReviews, moderateReview];

function reviewOf(review: Review) {
  return {
    id: review.id,
    product_id: review.product_id,
    product_name: review.product_name,
    customer_id: review.customer_id,
    order_id: review.order_id,
    rating: review.rating,
    title: review.title,
    body: review.body,
    status: review.status,
    created_at: isoTime(review.created_at),
    updated_at: isoTime(review.updated_at),
  };
}

function reviewSchema() {
  return record({
    id: field.id(reviewExample.id),
    product_id: field.id(reviewExample.product_id),
    product_name: field.text(),
    customer_id: field.id(reviewExample.customer_id),
    order_id: field.id(reviewExample.order_id),
    rating: field.count().description("1 to 5."),
    title: field.text(),
    body: field.text(),
    status: Joi.string().valid(...statuses),
    created_at: field.time(),
    updated_at: field.time(),
  });
}
