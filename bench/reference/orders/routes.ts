import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Authentication } from "../authenticate.ts";
import type { Db } from "../connection.ts";
import { type CancelBody, cancel } from "./cancel.ts";
import { fetchDetail } from "./detail.ts";
import type { Query } from "./filters.ts";
import { type FulfillmentBody, fulfil } from "./fulfil.ts";
import * as schemas from "./schemas.ts";
import { search } from "./search.ts";
import { type StatusBody, setStatus, setStatuses } from "./status.ts";
import { orderTag } from "./views.ts";

const path = "/merchant/api/v1/domains/:domain_id/orders";
const json = "application/json; charset=utf-8";

/** The routes of orders that the bench uses. */
export function orderRoutesOf(app: FastifyInstance, db: Db, who: Authentication): void {
  app.get(path, { schema: { querystring: schemas.list } }, async (request, reply) => {
    const { shop } = await who.merchant(request);
    reply.type(json);
    return search(db, shop, request.query as Query);
  });

  app.get(`${path}/:order_id`, async (request, reply) => {
    const { shop } = await who.merchant(request);
    const found = await fetchDetail(db, shop, orderOf(request));
    if (!found) return reply.code(404).send({ status: 404, code: "order_not_found" });
    reply.type(json).header("ETag", orderTag(found.order));
    return found.view;
  });

  app.patch(`${path}/:order_id/status`, { schema: { body: schemas.statusBody } }, async (request, reply) => {
    const caller = await who.merchant(request);
    const done = await setStatus(db, caller, orderOf(request), request.body as StatusBody, keyOf(request));
    reply.type(json).header("ETag", orderTag(done.order));
    return done.view;
  });

  app.post(`${path}/:order_id/fulfillments`, { schema: { body: schemas.fulfillmentBody } }, async (request, reply) => {
    const caller = await who.merchant(request);
    const done = await fulfil(db, caller, orderOf(request), request.body as FulfillmentBody, keyOf(request));
    reply.code(201).type(json);
    return done.view;
  });

  app.post(`${path}/:order_id/cancel`, { schema: { body: schemas.cancelBody } }, async (request, reply) => {
    const caller = await who.merchant(request);
    const done = await cancel(db, caller, orderOf(request), request.body as CancelBody, keyOf(request));
    reply.type(json).header("ETag", orderTag(done.order));
    return done.view;
  });

  app.patch(`${path}/bulk`, { schema: { body: schemas.bulkBody } }, async (request, reply) => {
    const caller = await who.merchant(request);
    const { order_ids, data } = request.body as { order_ids: string[]; data: StatusBody };
    reply.type(json);
    return setStatuses(db, caller, order_ids, data, keyOf(request));
  });
}

const orderOf = (request: FastifyRequest) => (request.params as { order_id: string }).order_id;
const keyOf = (request: FastifyRequest) => request.headers["idempotency-key"] as string | undefined;
