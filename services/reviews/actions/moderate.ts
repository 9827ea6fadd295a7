import { action } from "../../../mixins/actions/action.ts";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { params } from "../reviews.schema.ts";
import { lockReview, setStatus, toReview } from "../store/reviews.ts";

/** Publishes or rejects a review; repeating a status changes nothing. Throws `review_not_found`, `version_mismatch`. */
export const moderate = action("reviews.moderate", params.moderate, (request, context) =>
  idempotent(
    context,
    request,
    async ({ db, tx, publish }) => {
      const row = await lockReview(db, tx, request);
      assertVersion(row.version, request.if_versions);
      if (row.status === request.status) return toReview(row);
      const review = toReview(await setStatus(db, tx, row, request.status));
      const { customer_id, product_id } = review;
      publish({
        name: "review.moderated",
        store_id: row.store_id,
        tenant_id: row.tenant_id,
        aggregate: { type: "review", id: review.id, version: review.version },
        data: { customer_id, product_id, before: { status: row.status }, after: { status: review.status } },
      });
      return review;
    },
    // The recorded answer holds the review's text, so it is erased with its author.
    ({ customer_id }) => customer_id,
  ),
);
