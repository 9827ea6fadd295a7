import Joi from "joi";
import type { NewPromotion, Promotion, PromotionChanges } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { listQuery, type PageQuery, pagingOf } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { promotionBody, promotionFrom } from "./catalog-bodies.ts";
import { promotion } from "./catalog-shapes.ts";

const path = Joi.object<{ promotion_id: string }>({
  promotion_id: Joi.string().max(64).required().example(promotion.example.id),
});
const tag = "Promotions";
const notFound = [404, "promotion_not_found", "No promotion of this domain has this id."] as const;
const taken = [409, "code_exists", "Another promotion of the store has this code, in upper or lower case."] as const;
const stale = [412, "version_mismatch", "`If-Match` is not the current version."] as const;
const badValue = [
  422,
  "invalid_promotion_value",
  "A percentage is above 0 and at most 100, an amount above 0.",
] as const;
const badPeriod = [422, "invalid_promotion_period", "It would not end after it starts."] as const;

// How often it was used changes apart from what a merchant writes.
const tagOf = ({ version, times_used }: Promotion) => etagOf(version, times_used > 0 ? `${times_used}` : null);

const listPromotions = endpoint({
  id: "merchantListPromotions",
  method: "GET",
  path: "/promotions",
  tag,
  summary: "List promotions",
  description: "All promotions of the domain, also those that have ended.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "catalog.listPromotions",
  input: ({ store, query }) => ({ store_id: store.store_id, ...pagingOf(query, query.limit) }),
  ...pages(promotion, "limit"),
  errors: [],
});

const getPromotion = endpoint({
  id: "merchantGetPromotion",
  method: "GET",
  path: "/promotions/:promotion_id",
  tag,
  summary: "Get a promotion",
  description: "One promotion by its id, and how often it was used.",
  pathSchema: path,
  action: "catalog.getPromotion",
  input: ({ store, path }) => ({ store_id: store.store_id, promotion_id: path.promotion_id }),
  ...answers(promotion),
  etag: tagOf,
  errors: [notFound],
});

const createPromotion = endpoint({
  id: "merchantCreatePromotion",
  method: "POST",
  path: "/promotions",
  tag,
  summary: "Create a promotion",
  description: "A code that takes a percentage or an amount off an order, within its period and its limits.",
  status: 201,
  bodySchema: Joi.object<NewPromotion>({
    ...promotionBody,
    code: promotionBody.code.required(),
    type: promotionBody.type.required(),
    value: promotionBody.value.required(),
  }),
  bodyExample: { code: "SAVE10", type: "percentage", value: 10, description: "10% off your order" },
  action: "catalog.createPromotion",
  input: ({ store, body, idempotency_key }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    promotion: promotionFrom(body, store),
    idempotency_key,
  }),
  ...answers(promotion),
  etag: tagOf,
  location: (promotion, { store }) => `/merchant/api/v1/domains/${store.domain_id}/promotions/${promotion.id}`,
  errors: [taken, badValue, badPeriod],
});

const updatePromotion = endpoint({
  id: "merchantUpdatePromotion",
  ifMatch: getPromotion,
  method: "PUT",
  path: "/promotions/:promotion_id",
  tag,
  summary: "Update a promotion",
  description: "Only the fields that are given change. `type` and `value` go together: one says what the other means.",
  pathSchema: path,
  bodySchema: Joi.object<PromotionChanges>(promotionBody)
    .min(1)
    .and("type", "value")
    .messages({ "object.and": '"type" and "value" go together' }),
  bodyExample: { active: false },
  action: "catalog.updatePromotion",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    promotion_id: path.promotion_id,
    changes: promotionFrom(body, store),
    idempotency_key,
    if_versions,
  }),
  ...answers(promotion),
  etag: tagOf,
  errors: [notFound, taken, stale, badValue, badPeriod],
});

const deletePromotion = endpoint({
  id: "merchantDeletePromotion",
  ifMatch: getPromotion,
  method: "DELETE",
  path: "/promotions/:promotion_id",
  tag,
  summary: "Delete a promotion",
  description: "Orders that used it keep their discount.",
  status: 204,
  pathSchema: path,
  action: "catalog.deletePromotion",
  input: ({ store, path, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    promotion_id: path.promotion_id,
    idempotency_key,
    if_versions,
  }),
  errors: [notFound, stale],
});

/** Merchant: promotions (contract §3). */
export const promotions = [listPromotions, getPromotion, createPromotion, updatePromotion, deletePromotion];
