import type { ActionParams, DeadLetter, ServiceState } from "../../services/contracts.ts";
import type { Across } from "../shards/across.ts";

// A shard's rows have numbers of their own: what is shown has the shard in front, and those of the first are as they are.
const perShard = 1e12;

/** The number of a row as it is shown: unique over all shards. */
export const numberOf = (shard: number, id: number): number => shard * perShard + Number(id);

/** The shard of a number, and the row's own. */
export const rowOf = (number: number): { shard: number; id: number } => {
  const shard = Math.floor(number / perShard);
  return { shard, id: number - shard * perShard };
};

/** An action on the row that a number names. */
export const onRow = <Params extends { id: number }, Result>(
  params: Params,
  on: (shard: number, params?: Params) => Promise<Result>,
): Promise<Result> => {
  const { shard, id } = rowOf(params.id);
  return on(shard, { ...params, id });
};

type Listing = ActionParams<"orders.deadLetters">;

/** The dead letters of all shards, the newest first; at the same time those with the greater number. */
export const listed: Across<Listing, DeadLetter[]> = async (params, on, shards) => {
  const parts = await Promise.all(shards.map((shard) => on(shard, { ...params, ...behindOn(shard, params.behind) })));
  const numberIn = ({ id }: DeadLetter) => Number(id.split(":")[1]);
  const all = parts.flat().sort((one, other) => other.created_at - one.created_at || numberIn(other) - numberIn(one));
  return all.slice(0, params.limit);
};

function behindOn(shard: number, behind: Listing["behind"]): Pick<Listing, "behind"> {
  if (!behind) return {};
  const last = rowOf(behind.id);
  const whole = shard < last.shard ? Number.MAX_SAFE_INTEGER : 0;
  return { behind: { at: behind.at, id: shard === last.shard ? last.id : whole } };
}

/** What a service has waiting on all shards. Jobs and consumers are of the process, and the same for each. */
export const summed = (parts: ServiceState[]): ServiceState => parts.reduce(add);

function add(one: ServiceState, other: ServiceState): ServiceState {
  const times = [one.outbox_oldest_at, other.outbox_oldest_at].filter((at) => at !== null);
  return {
    ...one,
    outbox_waiting: one.outbox_waiting + other.outbox_waiting,
    outbox_oldest_at: times.length > 0 ? Math.min(...times) : null,
    dead_letters: one.dead_letters + other.dead_letters,
  };
}
