import Joi from "joi";
import type { Review, ReviewStatus } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { listQuery, type PageQuery } from "../../formats.ts";
import { pages, versioned } from "../shared/answers.ts";
import { reviewStatus } from "../shared/enumerations.ts";
import { stale } from "../shared/errors.ts";
import { count, id, oneOf, text, time } from "../shared/fields.ts";
import { conditionalWriteOf, given, listOf, pathOf } from "../shared/requests.ts";
import { shape } from "../shared/shape.ts";
import { notFound } from "./common.ts";

interface ListQuery extends PageQuery {
  status?: ReviewStatus;
}

const tag = "Reviews";
const statusAfter = { publish: "published", reject: "rejected" } as const;

const review = shape<Review>("Review").with({
  id: id("rev_01JK7MZ3Q4N8T2V6X0Y1A5B9CS"),
  product_id: id("item_01JK7MZ3Q4N8T2V6X0Y1A5B9CJ"),
  product_name: text("Alfredo Pasta"),
  customer_id: id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  order_id: id("ord_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  rating: count(5, "1 to 5."),
  title: text("Loved it"),
  body: text("Everybody at home liked it."),
  status: oneOf(reviewStatus, "published"),
  created_at: time("2025-06-20T09:00:00.000Z"),
  updated_at: time("2025-06-20T09:00:00.000Z"),
});

const listReviews = endpoint({
  id: "merchantListReviews",
  method: "GET",
  path: "/reviews",
  tag,
  summary: "List reviews",
  description: "Newest first.",
  querySchema: listQuery<ListQuery>("limit", 20, 100, { status: reviewStatus.schema }),
  action: "reviews.search",
  input: (request) => ({ ...listOf(request), ...given({ status: request.query.status }) }),
  ...pages(review, "limit"),
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
  pathSchema: pathOf({ review_id: review.example.id }),
  bodySchema: Joi.object<{ action: "publish" | "reject" }>({
    action: Joi.string().valid("publish", "reject").required(),
  }),
  bodyExample: { action: "reject" },
  action: "reviews.moderate",
  input: (request) => ({ ...conditionalWriteOf(request), status: statusAfter[request.body.action] }),
  ...versioned(review),
  answerExample: { ...review.example, status: "rejected" },
  errors: [notFound("review"), stale],
});

/** Merchant: reviews and their moderation. */
export const reviews = [listReviews, moderateReview];
