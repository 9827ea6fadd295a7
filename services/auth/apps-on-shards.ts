import { shardOf } from "../../config/shards.ts";
import { type ActionContext, databasesOf } from "../../mixins/actions/action.ts";
import type { Database } from "../../mixins/db/database.ts";
import { type AppRow, findApp } from "./auth.store.ts";
import type { ListedApp } from "./store/apps.ts";

/** An app in a database: it is in those of all shards on which it is or was installed. */
interface KnownApp {
  db: Database;
  app: AppRow;
}

/** Finds an app in each database that has it. */
export async function findApps(context: ActionContext, client_id: string): Promise<KnownApp[]> {
  const found = databasesOf(context).map(async (db) => ({ db, app: await findApp(db, client_id) }));
  return (await Promise.all(found)).filter((each): each is KnownApp => each.app !== undefined);
}

/** Those of stores that a database keeps: all where it is the only one that an action is about. */
export const storesOn = <Of extends { store_id: number }>(
  context: ActionContext,
  { shard }: Database,
  stores: readonly Of[],
): Of[] => stores.filter(({ store_id }) => !context.everywhere || shardOf(store_id) === shard);

/** The apps of several databases, each once. */
export function mergeApps(parts: { apps: ListedApp[] }[]): { apps: ListedApp[] } {
  const byId = Map.groupBy(
    parts.flatMap(({ apps }) => apps),
    ({ client_id }) => client_id,
  );
  return { apps: [...byId.values()].map((same) => same.reduce(merge)) };
}

const merge = (one: ListedApp, other: ListedApp): ListedApp => ({
  ...one,
  store_ids: [...one.store_ids, ...other.store_ids],
  last_used_at: Math.max(one.last_used_at, other.last_used_at),
  revoked_at: Math.max(one.revoked_at, other.revoked_at),
});
