import Joi from "joi";
import type { LocationChanges, NewLocation } from "../../../contracts.ts";
import { endpoint } from "../../endpoint.ts";
import { listQuery, type PageQuery } from "../../formats.ts";
import { pages, versioned } from "../shared/answers.ts";
import { stale } from "../shared/errors.ts";
import { conditionalWriteOf, listOf, pathOf, readOf, tenantOf, writeOf } from "../shared/requests.ts";
import { locationBody, locationFrom } from "./catalog-bodies.ts";
import { location } from "./catalog-shapes.ts";
import { locationIn, notFound } from "./common.ts";

const tag = "Locations";
const all = { tag, path: "/locations" };
const one = { tag, path: "/locations/:location_id", pathSchema: pathOf({ location_id: location.example.id }, 64) };
const badZone = [422, "unknown_timezone", "There is no time zone of this name."] as const;

const listLocations = endpoint({
  ...all,
  id: "merchantListLocations",
  method: "GET",
  summary: "List locations",
  description: "All places where the store sells.",
  querySchema: listQuery<PageQuery>("limit", 20, 100),
  action: "catalog.listLocations",
  input: listOf,
  ...pages(location, "limit"),
  errors: [],
});

const getLocation = endpoint({
  ...one,
  id: "merchantGetLocation",
  method: "GET",
  summary: "Get a location",
  description: "One location by its id.",
  action: "catalog.getLocation",
  input: readOf,
  ...versioned(location),
  errors: [notFound("location")],
});

const createLocation = endpoint({
  ...all,
  id: "merchantCreateLocation",
  method: "POST",
  summary: "Create a location",
  description: "Without `timezone` it has the store's, without `order_types` all of them.",
  status: 201,
  bodySchema: Joi.object<NewLocation>({ ...locationBody, name: locationBody.name.required() }),
  bodyExample: { name: "Gulshan Kitchen", tax_rate: 0.1, order_types: ["PICKUP", "DELIVERY"] },
  action: "catalog.createLocation",
  input: (request) => ({
    ...writeOf(request),
    ...tenantOf(request),
    location: { timezone: request.store.timezone, ...locationFrom(request.body) },
  }),
  ...versioned(location),
  location: locationIn("locations"),
  errors: [badZone],
});

const updateLocation = endpoint({
  ...one,
  id: "merchantUpdateLocation",
  ifMatch: "version",
  method: "PUT",
  summary: "Update a location",
  description: "Only the fields that are given change; an address is replaced whole.",
  bodySchema: Joi.object<LocationChanges>(locationBody).min(1),
  bodyExample: { tax_rate: 0.15 },
  action: "catalog.updateLocation",
  input: (request) => ({
    ...conditionalWriteOf(request),
    ...tenantOf(request),
    changes: locationFrom(request.body),
  }),
  ...versioned(location),
  errors: [notFound("location"), stale, badZone],
});

const deleteLocation = endpoint({
  ...one,
  id: "merchantDeleteLocation",
  ifMatch: "version",
  method: "DELETE",
  summary: "Delete a location",
  description: "Nothing can be ordered there any more. Its orders stay.",
  status: 204,
  action: "catalog.deleteLocation",
  input: (request) => ({ ...conditionalWriteOf(request), ...tenantOf(request) }),
  errors: [notFound("location"), stale],
});

/** Merchant: locations (contract §3). */
export const locations = [listLocations, getLocation, createLocation, updateLocation, deleteLocation];
