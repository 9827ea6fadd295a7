import * as t from "../../../mixins/actions/params.ts";

const paging = { ...t.paging, limit: t.paging.limit.max(100) };

/** Parameters of orchestra's actions about reviews; the reviews service checks their content. */
export const params = {
  listOwnReviews: t.object({ ...t.ofCustomer, ...paging, most_ready: paging.limit }),
  createReview: t.object({
    ...t.ofCustomer,
    ...t.write,
    tenant_id: t.id(),
    product_id: t.id(),
    rating: t.number(),
    title: t.text(),
    body: t.text(),
  }),
  listProductReviews: t.object({ ...t.inStore, ...paging, product_id: t.id() }),
};
