import { action } from "../../../mixins/actions/action.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import { type LocationChanges, orderTypes } from "../../contracts.ts";
import { addRecord, dropRecord, editRecord } from "../catalog.changes.ts";
import { assertTimezone } from "../catalog.rules.ts";
import { params } from "../catalog.schema.ts";
import { locationColumns, locations, toLocation } from "../store/locations.ts";
import { fetchRecord, listRecords } from "../store/records.ts";

/** A page of a store's locations. */
export const listLocations = action("catalog.listLocations", params.listLocations, (request, { db }) =>
  listRecords(db, locations, request, toLocation),
);

/** Returns one location. Throws `location_not_found`. */
export const getLocation = action(
  "catalog.getLocation",
  params.getLocation,
  async ({ store_id, location_id }, { db }) => toLocation(await fetchRecord(db, locations, store_id, location_id)),
);

/** Creates a location. Throws `unknown_timezone`. */
export const createLocation = action("catalog.createLocation", params.createLocation, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const location = { ...defaults, ...request.location };
    assertTimezone(location.timezone);
    const columns = locationColumns(location);
    return toLocation(await addRecord(context.db, txContext, locations, request, columns));
  }),
);

/** Changes the given fields of a location. Throws `location_not_found`, `unknown_timezone`, `version_mismatch`. */
export const updateLocation = action("catalog.updateLocation", params.updateLocation, (request, context) =>
  idempotent(context, request, async (txContext) => {
    const { changes } = request;
    if (changes.timezone !== undefined) assertTimezone(changes.timezone);
    const columns = locationColumns(changes);
    return toLocation(await editRecord(context.db, txContext, locations, request, request.location_id, () => columns));
  }),
);

/** Deletes a location. Throws `location_not_found`, `version_mismatch`. */
export const deleteLocation = action("catalog.deleteLocation", params.deleteLocation, (request, context) =>
  idempotent(context, request, async (txContext) => {
    await dropRecord(context.db, txContext, locations, request, request.location_id);
    return { location_id: request.location_id };
  }),
);

const defaults: LocationChanges & { timezone: string } = {
  address: null,
  tax_rate: 0,
  timezone: "UTC",
  order_types: [...orderTypes],
};
