import type Joi from "joi";
import { areSpread, shardOf } from "../../config/shards.ts";
import { errorsOf } from "../actions/errors.ts";
import type { CoreInstance } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { type Across, awayFrom } from "./across.ts";

const fail = errorsOf({ store_not_found: [404, "Store not found."] } as const);

/** Does an action of a service whose stores are spread: on the shard of the store that it names, else as `across` says. */
export async function onShards<Params, Result>(
  services: readonly CoreInstance[],
  params: Params,
  on: (service: CoreInstance, params: Params, everywhere?: () => readonly Database[]) => Promise<Result>,
  across: Across<Params, Result> | undefined,
): Promise<Result> {
  const store_id = storeIn(params);
  if (store_id !== undefined) return on(serviceOf(services, store_id), params);
  if (!across) throw new Error("This action names no store, and does not say how it is done on several shards.");
  const everywhere = () => services.map((each) => serving(each).db);
  const one = async (shard: number, given = params) => {
    const service = services.find(({ db }) => db.shard === shard);
    if (!service) throw fail("store_not_found");
    // What is done at home may need no database at all.
    return on(shard === 0 ? service : serving(service), given, everywhere);
  };
  const shards = services.map(({ db }) => db.shard);
  return across(params, one, shards);
}

/** The service on the shard of a store. Throws `store_not_found` where no shard has such ids, `service_unavailable`. */
export function serviceOf(services: readonly CoreInstance[], store_id: number): CoreInstance {
  const service = services.find(({ db }) => db.shard === shardOf(store_id));
  if (!service) throw fail("store_not_found");
  return serving(service);
}

function serving(service: CoreInstance): CoreInstance {
  if (service.isAway) throw awayFrom(service.db.shard);
  return service;
}

interface MayName {
  store_id?: unknown;
  store?: { store_id?: unknown } | null;
  filter?: { store_id?: unknown } | null;
}

function storeIn(params: unknown): number | undefined {
  const { store_id, store, filter } = (params ?? {}) as MayName;
  const named = store_id ?? store?.store_id ?? filter?.store_id;
  return typeof named === "number" ? named : undefined;
}

/**
 * Checks that an action is done somewhere: its parameters name a store, or it says how it is done on several shards.
 * Throws an Error. Without shards it makes no difference, and is not looked at.
 */
export function assertPlaced(name: string, params: Joi.Schema, across: unknown): void {
  if (areSpread && !across && !namesStore(params))
    throw new Error(`${name} names no store, and does not say how it is done on several shards.`);
}

/** Whether valid parameters always name a store. */
export function namesStore(params: Joi.Schema): boolean {
  const { keys } = params.describe() as Joi.Description;
  const { store_id, store } = (keys ?? {}) as Record<string, Joi.Description & { flags?: { presence?: string } }>;
  const isGiven = (field: typeof store_id) => field?.flags?.presence === "required";
  return isGiven(store_id) || (isGiven(store) && (store?.keys as Record<string, unknown>)?.store_id !== undefined);
}
