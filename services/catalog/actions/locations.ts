import { action } from "../../../mixins/actions/action.ts";
import { type LocationChanges, orderTypes } from "../../contracts.ts";
import { addRecord, dropRecord, editRecord } from "../catalog.changes.ts";
import { params } from "../catalog.schema.ts";
import { locationColumns, locations } from "../store/locations.ts";
import { getRecord, listRecords } from "../store/records.ts";

/** A page of a store's locations. */
export const listLocations = action("catalog.listLocations", params.listLocations, (request, { db }) =>
  listRecords(db, locations, request),
);

/** Returns one location. Throws `location_not_found`. */
export const getLocation = action("catalog.getLocation", params.getLocation, ({ store_id, location_id }, { db }) =>
  getRecord(db, locations, store_id, location_id),
);

/** Creates a location. Throws `unknown_timezone`. */
export const createLocation = action("catalog.createLocation", params.createLocation, (request, context) =>
  addRecord(context, locations, request, () => locationColumns({ ...defaults, ...request.location })),
);

/** Changes the given fields of a location. Throws `location_not_found`, `unknown_timezone`, `version_mismatch`. */
export const updateLocation = action("catalog.updateLocation", params.updateLocation, (request, context) =>
  editRecord(context, locations, request, request.location_id, () => locationColumns(request.changes)),
);

/** Deletes a location. Throws `location_not_found`, `version_mismatch`. */
export const deleteLocation = action("catalog.deleteLocation", params.deleteLocation, (request, context) => {
  const { location_id } = request;
  return dropRecord(context, locations, request, location_id, { location_id });
});

const defaults: LocationChanges = {
  address: null,
  tax_rate: 0,
  tax_rates: {},
  timezone: "UTC",
  order_types: [...orderTypes],
};
