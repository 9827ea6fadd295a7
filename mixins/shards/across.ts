import { isError, UnavailableError } from "../actions/errors.ts";

/** Does an action on one shard, by its number; with other parameters where they are given. */
export type OnShard<Params, Result> = (shard: number, params?: Params) => Promise<Result>;

/** How an action that need not name a store is done where stores are spread over several databases. */
export type Across<Params, Result> = (
  params: Params,
  on: OnShard<Params, Result>,
  shards: readonly number[],
) => Promise<Result>;

/** In the database of `DATABASE_URL`, or in none; or the handler itself goes through `databasesOf`. */
export const atHome = <Params, Result>(_params: Params, on: OnShard<Params, Result>): Promise<Result> => on(0);

/**
 * On every shard at once: the first that knows what is meant answers. `missing` are the errors of those that do not. Throws
 * that error where none knows it, and `service_unavailable` where one that is away might.
 */
export const found =
  <Params, Result>(...missing: string[]): Across<Params, Result> =>
  (_params, on, shards) =>
    new Promise((resolve, reject) => {
      const failures: unknown[] = [];
      const fail = (error: unknown) => {
        failures.push(error);
        if (!missing.some((type) => isError(error, type)) && !isError(error, "service_unavailable")) reject(error);
        if (failures.length < shards.length) return;
        reject(failures.find((each) => isError(each, "service_unavailable")) ?? failures[0]);
      };
      for (const shard of shards) on(shard).then(resolve, fail);
    });

/** On every shard, and one answer made of theirs. Throws what the first throws that fails. */
export const merged =
  <Params, Result>(merge: (results: Result[], params: Params) => Result): Across<Params, Result> =>
  async (params, on, shards) =>
    merge(await Promise.all(shards.map((shard) => on(shard))), params);

/** What callers get while the database of a shard is away. */
export function awayFrom(shard: number): UnavailableError {
  return new UnavailableError(shard === 0 ? "database" : `database of shard ${shard}`);
}
