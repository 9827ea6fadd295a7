import type { OrderType } from "../services/contracts.ts";
import { demoUlid } from "./ids.ts";
import { type Random, weighted } from "./random.ts";
import type { SampleStore } from "./stores.ts";

/** The location and the type of a sample order. */
export function samplePlace(random: Random, { store_id, country }: SampleStore) {
  const [location, order_type] = (country === "BD" ? inBangladesh : inUsa)(random);
  return { location_id: idOf(store_id, location), order_type };
}

// By the numbers of `demoLocations`, with the order types that each location offers.
const inBangladesh = weighted<readonly [number, OrderType]>([
  [[1, "DELIVERY"], 45],
  [[3, "SHIP"], 30],
  [[3, "DELIVERY"], 15],
  [[2, "SHIP"], 10],
]);

const inUsa = weighted<readonly [number, OrderType]>([
  [[2, "SHIP"], 55],
  [[1, "DELIVERY"], 30],
  [[2, "DELIVERY"], 15],
]);

// A cache: a million orders share the same few locations.
const known = new Map<string, string>();

function idOf(store_id: number, location: number): string {
  const key = `${store_id}:${location}`;
  const id = known.get(key) ?? demoUlid("loc", store_id, location);
  known.set(key, id);
  return id;
}
