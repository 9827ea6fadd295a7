import Joi from "joi";
import type { LocationChanges, NewLocation } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { listQuery, pagination, pagingOf } from "../../formats.ts";
import { locationBody, locationFrom } from "./catalog-bodies.ts";
import { locationExample } from "./catalog-examples.ts";
import { locationOf, locationSchema } from "./catalog-shapes.ts";
import { listSchema } from "./shapes.ts";

interface ListQuery {
  page?: number;
  limit: number;
  cursor?: string;
}

const path = Joi.object<{ location_id: string }>({
  location_id: Joi.string().max(64).required().example(locationExample.id),
});
const tag = "Locations";
const notFound = [404, "location_not_found", "No location of this domain has this id."] as const;
const stale = [412, "version_mismatch", "`If-Match` is not the current version."] as const;
const badZone = [422, "unknown_timezone", "There is no time zone of this name."] as const;

const listLocations = endpoint({
  id: "merchantListLocations",
  method: "GET",
  path: "/locations",
  tag,
  summary: "List locations",
  querySchema: listQuery<ListQuery>("limit", 20, 100),
  action: "catalog.listLocations",
  input: ({ store, query }) => ({ store_id: store.store_id, ...pagingOf(query, query.limit) }),
  output: (list, { query }) => ({
    data: list.items.map(locationOf),
    pagination: pagination(list, query, { limit: query.limit }),
  }),
  answerSchema: listSchema(locationSchema(), "limit"),
  answerExample: { data: [locationExample], pagination: { page: 1, limit: 20, total: 1, next_cursor: null } },
  errors: [],
});

const getLocation = endpoint({
  id: "merchantGetLocation",
  method: "GET",
  path: "/locations/:location_id",
  tag,
  summary: "Get a location",
  pathSchema: path,
  action: "catalog.getLocation",
  input: ({ store, path }) => ({ store_id: store.store_id, location_id: path.location_id }),
  output: locationOf,
  etag: (location) => etagOf(location.version),
  answerSchema: locationSchema(),
  answerExample: locationExample,
  errors: [notFound],
});

const createLocation = endpoint({
  id: "merchantCreateLocation",
  method: "POST",
  path: "/locations",
  tag,
  summary: "Create a location",
  description: "Without `timezone` it has the store's, without `order_types` all of them.",
  status: 201,
  bodySchema: Joi.object<NewLocation>({ ...locationBody, name: locationBody.name.required() }),
  bodyExample: { name: "Gulshan Kitchen", tax_rate: 0.1, order_types: ["PICKUP", "DELIVERY"] },
  action: "catalog.createLocation",
  input: ({ store, body, idempotency_key }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    location: { timezone: store.timezone, ...locationFrom(body) },
    idempotency_key,
  }),
  output: locationOf,
  etag: (location) => etagOf(location.version),
  location: (location, { store }) => `/merchant/api/v1/domains/${store.domain_id}/locations/${location.id}`,
  answerSchema: locationSchema(),
  answerExample: locationExample,
  errors: [badZone],
});

const updateLocation = endpoint({
  id: "merchantUpdateLocation",
  ifMatch: "version",
  method: "PUT",
  path: "/locations/:location_id",
  tag,
  summary: "Update a location",
  description: "Only the fields that are given change; an address is replaced whole.",
  pathSchema: path,
  bodySchema: Joi.object<LocationChanges>(locationBody).min(1),
  bodyExample: { tax_rate: 0.15 },
  action: "catalog.updateLocation",
  input: ({ store, path, body, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    location_id: path.location_id,
    changes: locationFrom(body),
    idempotency_key,
    if_versions,
  }),
  output: locationOf,
  etag: (location) => etagOf(location.version),
  answerSchema: locationSchema(),
  answerExample: locationExample,
  errors: [notFound, stale, badZone],
});

const deleteLocation = endpoint({
  id: "merchantDeleteLocation",
  ifMatch: "version",
  method: "DELETE",
  path: "/locations/:location_id",
  tag,
  summary: "Delete a location",
  status: 204,
  pathSchema: path,
  action: "catalog.deleteLocation",
  input: ({ store, path, idempotency_key, if_versions }) => ({
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    location_id: path.location_id,
    idempotency_key,
    if_versions,
  }),
  errors: [notFound, stale],
});

/** Merchant: locations (contract §3). */
export const locations = [listLocations, getLocation, createLocation, updateLocation, deleteLocation];
