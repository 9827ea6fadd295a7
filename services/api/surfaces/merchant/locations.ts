import Joi from "joi";
import type { LocationChanges, NewLocation } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { listQuery, type PageQuery, pagingOf } from "../../formats.ts";
import { answers, pages } from "../shared/answers.ts";
import { locationBody, locationFrom } from "./catalog-bodies.ts";
import { location } from "./catalog-shapes.ts";

const path = Joi.object<{ location_id: string }>({
  location_id: Joi.string().max(64).required().example(location.example.id),
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
  description: "All places where the store sells.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "catalog.listLocations",
  input: ({ store, query }) => ({ store_id: store.store_id, ...pagingOf(query, query.limit) }),
  ...pages(location, "limit"),
  errors: [],
});

const getLocation = endpoint({
  id: "merchantGetLocation",
  method: "GET",
  path: "/locations/:location_id",
  tag,
  summary: "Get a location",
  description: "One location by its id.",
  pathSchema: path,
  action: "catalog.getLocation",
  input: ({ store, path }) => ({ store_id: store.store_id, location_id: path.location_id }),
  ...answers(location),
  etag: (location) => etagOf(location.version),
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
  ...answers(location),
  etag: (location) => etagOf(location.version),
  location: (location, { store }) => `/merchant/api/v1/domains/${store.domain_id}/locations/${location.id}`,
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
  ...answers(location),
  etag: (location) => etagOf(location.version),
  errors: [notFound, stale, badZone],
});

const deleteLocation = endpoint({
  id: "merchantDeleteLocation",
  ifMatch: "version",
  method: "DELETE",
  path: "/locations/:location_id",
  tag,
  summary: "Delete a location",
  description: "Nothing can be ordered there any more. Its orders stay.",
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
