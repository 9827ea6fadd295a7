import Joi from "joi";
import type { Review } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { filledNoteBody, filledTextBody, listQuery, type PageQuery } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { list } from "../shared/fields.ts";
import { callersListOf, callersWriteOf, listOf, pathOf, tenantOf } from "../shared/requests.ts";
import { userPath } from "./profile-shapes.ts";
import { ownReview, publicReview, readyForReview, reviewSummary } from "./review-shapes.ts";

type NewReview = Pick<Review, "rating" | "title" | "body">;

const tag = "Reviews";
const ownReviews = pages(ownReview, "limit", "reviews", { ready_for_review: list(readyForReview) });
const productReviews = pages(publicReview, "limit", "reviews", { summary: reviewSummary });
const productPath = pathOf({ product_id: ownReview.example.product_id });
const productNotFound = [404, "product_not_found", "No product of the store has this id."] as const;

// Older products are unlikely to be reviewed.
const mostReady = 100;

const listOwnReviews = endpoint({
  id: "storefrontListOwnReviews",
  method: "GET",
  path: "/customers/:user_id/reviews",
  tag,
  summary: "List one's reviews, and what waits for one",
  description: `Both newest first. Pages are of \`reviews\`; \`ready_for_review\` holds the ${mostReady} products that were delivered last and are not reviewed.`,
  owner: "user_id",
  pathSchema: userPath,
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "orchestra.listOwnReviews",
  input: (request) => ({ ...callersListOf(request), most_ready: mostReady }),
  output: (found, { store, query }) => ({
    ...ownReviews.output(found, { store, query }),
    ready_for_review: found.ready.map((product) => readyForReview.present(product, store)),
  }),
  answerSchema: ownReviews.answerSchema,
  answerExample: ownReviews.answerExample,
  errors: [],
});

const createReview = endpoint({
  id: "storefrontCreateReview",
  method: "POST",
  path: "/catalog/products/:product_id/reviews",
  tag,
  summary: "Review a product",
  description: "Once for each product, by who had it delivered. It is published at once; the store may reject it.",
  status: 201,
  pathSchema: productPath,
  bodySchema: Joi.object<NewReview>({
    rating: Joi.number().integer().min(1).max(5).required(),
    title: filledTextBody(150).required(),
    body: filledNoteBody(2_000).required(),
  }),
  bodyExample: { rating: 5, title: "Loved it", body: "Everybody at home liked it." },
  action: "orchestra.createReview",
  input: (request) => ({
    ...callersWriteOf(request),
    ...tenantOf(request),
    ...request.path,
    ...request.body,
  }),
  ...answers(ownReview),
  errors: [
    [403, "not_a_buyer", "No order with the product was delivered to the caller."],
    productNotFound,
    [409, "already_reviewed", "The caller has reviewed the product, published or not."],
  ],
});

const listProductReviews = endpoint({
  id: "storefrontListProductReviews",
  method: "GET",
  path: "/catalog/products/:product_id/reviews",
  tag,
  summary: "List the reviews of a product",
  description: "What is published, newest first, and what all of it comes to.",
  pathSchema: productPath,
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "orchestra.listProductReviews",
  input: listOf,
  output: (found, { store, query }) => ({
    ...productReviews.output(found, { store, query }),
    summary: reviewSummary.present(found.summary, store),
  }),
  answerSchema: productReviews.answerSchema,
  answerExample: productReviews.answerExample,
  errors: [productNotFound],
});

/** Storefront: reviews (contract §5). */
export const reviews = [listOwnReviews, createReview, listProductReviews];
