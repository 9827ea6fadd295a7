import Joi from "joi";
import { endpoint } from "../../endpoint.ts";
import { filledTextBody, listQuery, type PageQuery, pagingOf } from "../../formats.ts";
import { pages } from "../shared/answers.ts";
import { list } from "../shared/fields.ts";
import { ownReview, publicReview, readyForReview, reviewSummary } from "./review-shapes.ts";

interface NewReview {
  rating: number;
  title: string;
  body: string;
}

const tag = "Reviews";
const ownReviews = pages(ownReview, "limit", "reviews", { ready_for_review: list(readyForReview) });
const productReviews = pages(publicReview, "limit", "reviews", { summary: reviewSummary });
const productPath = Joi.object<{ product_id: string }>({
  product_id: Joi.string().max(40).required().example(ownReview.example.product_id),
});
const productNotFound = [404, "product_not_found", "No product of the store has this id."] as const;

// A shopper who has more than that waiting will not write of the older ones first.
const mostReady = 100;

const listOwnReviews = endpoint({
  id: "storefrontListOwnReviews",
  method: "GET",
  path: "/customers/:user_id/reviews",
  tag,
  summary: "List one's reviews, and what waits for one",
  description: `Both newest first. Pages are of \`reviews\`; \`ready_for_review\` holds the ${mostReady} products that were delivered last and are not reviewed.`,
  owner: "user_id",
  pathSchema: Joi.object<{ user_id: string }>({
    user_id: Joi.string().max(40).required().example("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),
  }),
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "orchestra.listOwnReviews",
  input: ({ store, path, query }) => ({
    store_id: store.store_id,
    customer_id: path.user_id,
    most_ready: mostReady,
    ...pagingOf(query, query.limit),
  }),
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
    body: Joi.string()
      .max(2_000)
      .pattern(/^(?=\s*\S)[\n\r\t\P{Cc}]*$/u, "text that is not blank and has no control characters")
      .required(),
  }),
  bodyExample: { rating: 5, title: "Loved it", body: "Everybody at home liked it." },
  action: "orchestra.createReview",
  input: ({ store: { store_id, tenant_id }, path, body, principal, idempotency_key }) => ({
    store_id,
    tenant_id,
    customer_id: principal.subject,
    ...path,
    ...body,
    idempotency_key,
  }),
  output: (review, { store }) => ownReview.present(review, store),
  answerSchema: ownReview.schema,
  answerExample: ownReview.example,
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
  input: ({ store, path, query }) => ({ store_id: store.store_id, ...path, ...pagingOf(query, query.limit) }),
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
