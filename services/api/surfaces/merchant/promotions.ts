import Joi from "joi";
import type { NewPromotion, Promotion, PromotionChanges } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { listQuery, type PageQuery } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { stale } from "../shared/errors.ts";
import { conditionalWriteOf, listOf, pathOf, readOf, tenantOf, writeOf } from "../shared/requests.ts";
import { type PromotionBody, promotionBody, promotionFrom } from "./catalog-bodies.ts";
import { promotion } from "./catalog-shapes.ts";
import { locationIn, notFound } from "./common.ts";

const tag = "Promotions";
const all = { tag, path: "/promotions" };
const one = { tag, path: "/promotions/:promotion_id", pathSchema: pathOf({ promotion_id: promotion.example.id }, 64) };
const taken = [409, "code_exists", "Another promotion of the store has this code, in upper or lower case."] as const;
const badValue = [
  422,
  "invalid_promotion_value",
  "A percentage is above 0 and at most 100, an amount above 0.",
] as const;
const badPeriod = [422, "invalid_promotion_period", "It would not end after it starts."] as const;

// How often it was used changes apart from what a merchant writes.
const tagOf = ({ version, times_used }: Promotion) => etagOf(version, times_used > 0 ? `${times_used}` : null);

const listPromotions = endpoint({
  ...all,
  id: "merchantListPromotions",
  method: "GET",
  summary: "List promotions",
  description: "All promotions of the domain, also those that have ended.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "catalog.listPromotions",
  input: listOf,
  ...pages(promotion, "limit"),
  errors: [],
});

const getPromotion = endpoint({
  ...one,
  id: "merchantGetPromotion",
  method: "GET",
  summary: "Get a promotion",
  description: "One promotion by its id, and how often it was used.",
  action: "catalog.getPromotion",
  input: readOf,
  ...answers(promotion),
  etag: tagOf,
  errors: [notFound("promotion")],
});

const createPromotion = endpoint({
  ...all,
  id: "merchantCreatePromotion",
  method: "POST",
  summary: "Create a promotion",
  description: "A code that takes a percentage or an amount off an order, within its period and its limits.",
  status: 201,
  bodySchema: Joi.object<PromotionBody<NewPromotion>>({
    ...promotionBody,
    code: promotionBody.code.required(),
    type: promotionBody.type.required(),
    value: promotionBody.value.required(),
  }),
  bodyExample: { code: "SAVE10", type: "percentage", value: 10, description: "10% off your order" },
  action: "catalog.createPromotion",
  input: (request) => ({
    ...writeOf(request),
    ...tenantOf(request),
    promotion: promotionFrom<NewPromotion>(request.body, request.store),
  }),
  ...answers(promotion),
  etag: tagOf,
  location: locationIn("promotions"),
  errors: [taken, badValue, badPeriod],
});

const updatePromotion = endpoint({
  ...one,
  id: "merchantUpdatePromotion",
  ifMatch: getPromotion,
  method: "PUT",
  summary: "Update a promotion",
  description: "Only the fields that are given change. `type` and `value` go together: one says what the other means.",
  bodySchema: Joi.object<PromotionBody<PromotionChanges>>(promotionBody)
    .min(1)
    .and("type", "value")
    .messages({ "object.and": '"type" and "value" go together' }),
  bodyExample: { active: false },
  action: "catalog.updatePromotion",
  input: (request) => ({
    ...conditionalWriteOf(request),
    ...tenantOf(request),
    changes: promotionFrom<PromotionChanges>(request.body, request.store),
  }),
  ...answers(promotion),
  etag: tagOf,
  errors: [notFound("promotion"), taken, stale, badValue, badPeriod],
});

const deletePromotion = endpoint({
  ...one,
  id: "merchantDeletePromotion",
  ifMatch: getPromotion,
  method: "DELETE",
  summary: "Delete a promotion",
  description: "Orders that used it keep their discount.",
  status: 204,
  action: "catalog.deletePromotion",
  input: (request) => ({ ...conditionalWriteOf(request), ...tenantOf(request) }),
  errors: [notFound("promotion"), stale],
});

/** Merchant: promotions (contract §3). */
export const promotions = [listPromotions, getPromotion, createPromotion, updatePromotion, deletePromotion];
