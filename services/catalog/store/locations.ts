import { Counter } from "../../../mixins/db/counter.ts";
import type { Row, SqlValue } from "../../../mixins/db/database.ts";
import type { Location, LocationChanges, OrderType, PostalAddress } from "../../contracts.ts";
import { assertTimezone } from "../catalog.rules.ts";
import { given, type RecordRow, type Table } from "./records.ts";

/** The table of locations. */
export const locations: Table<Location> = {
  name: "locations",
  kind: "location",
  prefix: "loc",
  missing: "location_not_found",
  counts: new Counter("location_counts"),
  shown: toLocation,
};

/** Maps a row to a location. */
export function toLocation(row: RecordRow): Location {
  return {
    id: row.public_id,
    store_id: row.store_id,
    name: String(row.name),
    address: row.address === null ? null : (JSON.parse(String(row.address)) as PostalAddress),
    tax_rate: Number(row.tax_rate),
    tax_rates: readRates(row.tax_rates),
    timezone: String(row.timezone),
    order_types: JSON.parse(String(row.order_types)) as OrderType[],
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** The rates of a location's tax classes; locations of before there were classes have none. */
export const readRates = (column: SqlValue | undefined): Record<string, number> =>
  typeof column === "string" ? (JSON.parse(column) as Record<string, number>) : {};

/** The columns that a change of a location writes. Throws `unknown_timezone`. */
export function locationColumns({ address, order_types, tax_rates, ...changes }: LocationChanges): Row {
  if (changes.timezone !== undefined) assertTimezone(changes.timezone);
  return given({
    ...changes,
    address: address ? JSON.stringify(address) : address,
    tax_rates: tax_rates && JSON.stringify(tax_rates),
    order_types: order_types === undefined ? undefined : JSON.stringify(order_types),
  });
}
