import { action } from "../../../mixins/action.ts";
import { change } from "../../../mixins/idempotent.ts";
import { type LocationChanges, orderTypes } from "../../contracts.ts";
import { addRecord, dropRecord, editRecord } from "../catalog.changes.ts";
import { assertTimezone } from "../catalog.rules.ts";
import { params } from "../catalog.schemas.ts";
import { locationColumns, locations, toLocation } from "../store/locations.ts";
import { fetchRecord, listRecords } from "../store/records.ts";

/** Gives a page of the locations of a store. */
export const listLocations = action(
  "catalog.listLocations",
  params.listLocations,
  async ({ store_id, ...paging }, { db }) => {
    const list = await listRecords(db, locations, store_id, [], paging);
    return { ...list, items: list.items.map(toLocation) };
  },
);

/** Gives one location. Throws `location_not_found`. */
export const getLocation = action(
  "catalog.getLocation",
  params.getLocation,
  async ({ store_id, location_id }, { db }) => toLocation(await fetchRecord(db, locations, store_id, location_id)),
);

/** Creates a location. Throws `unknown_timezone`. */
export const createLocation = action("catalog.createLocation", params.createLocation, (request, handling) =>
  change(handling, request, async (changing) => {
    const location = { ...defaults, ...request.location };
    assertTimezone(location.timezone);
    const columns = locationColumns(location);
    return toLocation(await addRecord(handling.db, changing, locations, request, columns));
  }),
);

/** Changes the given fields of a location. Throws `location_not_found`, `unknown_timezone`, `version_mismatch`. */
export const updateLocation = action("catalog.updateLocation", params.updateLocation, (request, handling) =>
  change(handling, request, async (changing) => {
    const { changes } = request;
    if (changes.timezone !== undefined) assertTimezone(changes.timezone);
    const columns = locationColumns(changes);
    return toLocation(await editRecord(handling.db, changing, locations, request, request.location_id, () => columns));
  }),
);

/** Deletes a location. Throws `location_not_found`, `version_mismatch`. */
export const deleteLocation = action("catalog.deleteLocation", params.deleteLocation, (request, handling) =>
  change(handling, request, async (changing) => {
    await dropRecord(handling.db, changing, locations, request, request.location_id);
    return { location_id: request.location_id };
  }),
);

const defaults: LocationChanges & { timezone: string } = {
  address: null,
  tax_rate: 0,
  timezone: "UTC",
  order_types: [...orderTypes],
};
