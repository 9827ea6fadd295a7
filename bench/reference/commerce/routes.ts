import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Authentication } from "../authenticate.ts";
import type { Db } from "../connection.ts";
import { type OrderBody, place } from "./place.ts";
import { type CartBody, price, totalView } from "./price.ts";
import { type RedeemBody, redeem } from "./redeem.ts";
import * as schemas from "./schemas.ts";
import { fetchStatus } from "./status.ts";

const path = "/api/v1/customers";
const json = "application/json; charset=utf-8";

/** The routes of the commerce surface that the bench uses. */
export function commerceRoutesOf(app: FastifyInstance, db: Db, who: Authentication): void {
  app.get(`${path}/:customer_id/loyalty`, async (request, reply) => {
    const { shop } = await who.staff(request);
    const status = await fetchStatus(db, shop, customerOf(request));
    if (!status) return reply.code(404).send({ status: 404, code: "customer_not_found" });
    reply.type(json);
    return status;
  });

  app.post(`${path}/:customer_id/loyalty/redeem`, { schema: { body: schemas.redeemBody } }, async (request, reply) => {
    const caller = await who.staff(request);
    reply.type(json);
    return redeem(db, caller, customerOf(request), request.body as RedeemBody, keyOf(request));
  });

  app.post(`${path}/orders/calculate-total`, { schema: { body: schemas.totalBody } }, async (request, reply) => {
    const { shop } = await who.staff(request);
    reply.type(json);
    return totalView(await price(db, shop, request.body as CartBody), shop);
  });

  app.post(`${path}/orders`, { schema: { body: schemas.orderBody } }, async (request, reply) => {
    const caller = await who.staff(request);
    reply.code(201).type(json);
    return place(db, caller, request.body as OrderBody, keyOf(request));
  });
}

const customerOf = (request: FastifyRequest) => (request.params as { customer_id: string }).customer_id;
const keyOf = (request: FastifyRequest) => request.headers["idempotency-key"] as string | undefined;
