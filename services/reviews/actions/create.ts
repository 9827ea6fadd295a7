import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { pick } from "../../../mixins/values/pick.ts";
import type { ActionParams, Review } from "../../contracts.ts";
import { fail } from "../reviews.errors.ts";
import { snapshot } from "../reviews.rules.ts";
import { params } from "../reviews.schema.ts";
import { lockPurchase, markReviewed, type Purchase } from "../store/purchases.ts";
import { insertReview } from "../store/reviews.ts";

type Request = ActionParams<"reviews.create">;

/** Publishes a buyer's review. Throws `not_a_buyer`, `already_reviewed`. */
export const create = action("reviews.create", params.create, (request, context) =>
  idempotent(
    context,
    request,
    async ({ db, tx, publish }) => {
      const { store_id, tenant_id, customer_id, product_id } = request;
      const purchase = await lockPurchase(db, tx, request, product_id);
      if (!purchase) throw fail("not_a_buyer");
      const review = newReview(request, purchase);
      await insertReview(db, tx, request, review);
      await markReviewed(db, tx, store_id, purchase);
      publish({
        name: "review.created",
        store_id,
        tenant_id,
        aggregate: { type: "review", id: review.id, version: review.version },
        data: { customer_id, product_id, before: null, after: snapshot(review) },
      });
      return review;
    },
    // The recorded answer holds the review's text, so it is erased with its author.
    () => request.customer_id,
  ),
);

function newReview(request: Request, { order_id, name: product_name }: Purchase): Review {
  const now = Date.now();
  const written = pick(request, ["product_id", "customer_id", "rating", "title", "body"]);
  const state = { status: "published", version: 1, created_at: now, updated_at: now } as const;
  return { id: newId("rev"), ...written, order_id, product_name, ...state };
}
