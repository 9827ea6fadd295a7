import type { FastifyInstance } from "fastify";
import { fold } from "../../mixins/values/fold.ts";
import { wordKinds } from "../../services/customers/customers.rules.ts";
import type { Authentication, Shop } from "./authenticate.ts";
import type { Db } from "./connection.ts";
import { exportCustomers } from "./export.ts";
import { appView, merchantTag, merchantView, type Row, selectRows } from "./rows.ts";
import * as schemas from "./schemas.ts";
import { columnFilter, type Filter, type Search, search, wordFilter } from "./search.ts";
import { createCustomer, updateCustomer } from "./write.ts";

const merchant = "/merchant/api/v1/domains/:domain_id/customers";
const apps = "/api/apps/v1/customers";
const json = "application/json; charset=utf-8";

// Checked and turned into these types by the schemas.
interface Query {
  first_name?: string;
  last_name?: string;
  email?: string;
  bool_email_verified?: boolean;
  bool_phone_verified?: boolean;
  num_total_orders?: number;
  gte_total_order_amount?: number;
  search?: string;
  since?: string;
  total_orders_min?: number;
  total_spent_min?: number;
  include_guests?: boolean;
  limit?: number;
  page?: number;
  cursor?: string;
  sort?: string;
}

/** The routes that the bench uses. */
export function routesOf(app: FastifyInstance, db: Db, who: Authentication): void {
  app.get(merchant, { schema: { querystring: schemas.merchantList } }, async (request, reply) => {
    const { shop } = await who.merchant(request);
    const query = request.query as Query;
    const { sort, order, size } = request.query as Search;
    const filters = merchantFilters(query, shop);
    const found = await search(db, {
      store_id: shop.store_id,
      filters,
      guests: true,
      sort,
      order,
      size,
      ...placeOf(query),
    });
    reply.type(json);
    return { data: found.rows.map((row) => merchantView(row, shop)), pagination: pagination(found, query, { size }) };
  });

  app.get(`${merchant}/csv`, { schema: { querystring: schemas.merchantExport } }, async (request, reply) => {
    const { shop } = await who.merchant(request);
    reply.type("text/csv; charset=utf-8");
    reply.header("Content-Disposition", `attachment; filename="customers-${shop.domain_id}.csv"`);
    return reply.send(exportCustomers(db, shop, merchantFilters(request.query as Query, shop)));
  });

  app.get(`${merchant}/:id`, async (request, reply) => {
    const { shop } = await who.merchant(request);
    const { id } = request.params as { id: string };
    const [row] = await db.rows<Row>(`${selectRows} WHERE c.store_id = ? AND c.public_id = ?`, [shop.store_id, id]);
    if (!row) return reply.code(404).send({ status: 404, code: "customer_not_found" });
    reply.type(json).header("ETag", merchantTag(row));
    return merchantView(row, shop);
  });

  app.post(merchant, { schema: { body: schemas.creation } }, async (request, reply) => {
    const caller = await who.merchant(request);
    const row = await createCustomer(db, caller, request.body as Record<string, string>);
    const { shop } = caller;
    reply.code(201).type(json).header("ETag", merchantTag(row));
    reply.header("Location", `/merchant/api/v1/domains/${shop.domain_id}/customers/${row.public_id}`);
    return merchantView(row, shop);
  });

  app.put(`${merchant}/:id`, { schema: { body: schemas.changes } }, async (request, reply) => {
    const caller = await who.merchant(request);
    const { id } = request.params as { id: string };
    const row = await updateCustomer(db, caller, id, request.body as Record<string, string | boolean>);
    if (!row) return reply.code(404).send({ status: 404, code: "customer_not_found" });
    reply.type(json).header("ETag", merchantTag(row));
    return merchantView(row, caller.shop);
  });

  app.get(apps, { schema: { querystring: schemas.appsList } }, async (request, reply) => {
    const { shop } = await who.app(request, "read:customers");
    const query = request.query as Query;
    const [column, order] = query.sort?.split(":") as [Search["sort"] | "name", Search["order"]];
    const filters = appFilters(query, shop);
    const sort = column === "name" ? "first_name" : column;
    const size = Number(query.limit);
    const guests = query.include_guests === true;
    const found = await search(db, { store_id: shop.store_id, filters, guests, sort, order, size, ...placeOf(query) });
    reply.type(json);
    const data = found.rows.map((row) => appView(row, shop, false));
    return { data, pagination: pagination(found, query, { limit: size }), status: 200 };
  });

  app.get(`${apps}/:user_id`, async (request, reply) => {
    const { shop } = await who.app(request, "read:customers");
    const user_id = Number((request.params as { user_id: string }).user_id);
    const [row] = await db.rows<Row>(`${selectRows} WHERE c.store_id = ? AND c.id = ?`, [shop.store_id, user_id]);
    if (!row) return reply.code(404).send({ status: 404, code: "customer_not_found" });
    reply.type(json).header("ETag", `"v${row.version}"`);
    return { data: appView(row, shop, true), status: 200 };
  });
}

const placeOf = ({ page, cursor }: Query) => (cursor === undefined ? { page: page ?? 1 } : { cursor });

function pagination(found: Awaited<ReturnType<typeof search>>, { page, cursor }: Query, size: object) {
  return {
    ...(cursor === undefined ? { page: page ?? 1 } : {}),
    ...size,
    total: found.total,
    ...(found.isCapped ? { total_is_capped: true } : {}),
    next_cursor: found.next,
  };
}

const minor = (amount: number, shop: Shop) =>
  Math.round(Number((amount * 10 ** shop.currency_decimals).toPrecision(15)));

function merchantFilters(query: Query, shop: Shop): Filter[] {
  const { store_id } = shop;
  const { first_name, last_name, email, bool_email_verified, bool_phone_verified } = query;
  const { num_total_orders, gte_total_order_amount: least } = query;
  return [
    first_name === undefined ? [] : wordFilter(store_id, [wordKinds.first], true, fold(first_name)),
    last_name === undefined ? [] : wordFilter(store_id, [wordKinds.last], true, fold(last_name)),
    email === undefined ? [] : wordFilter(store_id, [wordKinds.email], true, email),
    bool_email_verified === undefined ? [] : columnFilter(store_id, "email_verified", "=", Number(bool_email_verified)),
    bool_phone_verified === undefined ? [] : columnFilter(store_id, "phone_verified", "=", Number(bool_phone_verified)),
    num_total_orders === undefined ? [] : columnFilter(store_id, "total_orders", "=", num_total_orders),
    least === undefined ? [] : columnFilter(store_id, "total_order_amount", ">=", minor(least, shop)),
  ].flat();
}

function appFilters(query: Query, shop: Shop): Filter[] {
  const { store_id } = shop;
  const { search, since, include_guests, total_orders_min, total_spent_min: least } = query;
  const words = fold(search ?? "")
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 8);
  const found = [
    ...words.map((word) => wordFilter(store_id, [1, 2, 3, 4], include_guests === true, wordOf(word))),
    since === undefined ? [] : columnFilter(store_id, "created_at", ">=", Date.parse(since)),
    total_orders_min === undefined ? [] : columnFilter(store_id, "total_orders", ">=", total_orders_min),
    least === undefined ? [] : columnFilter(store_id, "total_order_amount", ">=", minor(least, shop)),
  ].flat();
  if (include_guests) return found;
  // The kinds of words distinguish guests, the columns do not.
  return found.map((filter) =>
    filter.ids.includes("FROM customers d") ? { ...filter, ids: `${filter.ids} AND d.is_guest = 0` } : filter,
  );
}

const wordOf = (word: string) => (/^\+?[\d().-]+$/.test(word) ? word.replace(/\D/g, "") : word);
