import { errorsOf } from "../actions/errors.ts";
import type { Across, OnShard } from "./across.ts";

const fail = errorsOf({ invalid_cursor: [400, "The cursor is not one that this list gave."] } as const);

interface Paged {
  cursor?: string;
  limit: number;
}

interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Where the list of a shard goes on: its own cursor; undefined before its first page, null at its end. */
type Place = string | null | undefined;

/**
 * A list of all shards, merged by time, the newest first. Each shard keeps its own order; the cursor holds the place in
 * each. What is added at the top between two looks at a shard may be left out, or its neighbour shown twice. Throws
 * `invalid_cursor`.
 */
export const newestFirst =
  <Params extends Paged, Item>(timeOf: (item: Item) => number): Across<Params, Page<Item>> =>
  async (params, on, shards) => {
    const places = placesIn(params.cursor, shards);
    const open = shards.filter((shard) => places.get(shard) !== null);
    const parts = await Promise.all(
      open.map(async (shard) => {
        const page = await on(shard, at(params, places.get(shard), params.limit));
        return { shard, page, taken: 0 };
      }),
    );
    const items: Item[] = [];
    while (items.length < params.limit) {
      const heads = parts.flatMap((part) => {
        const head = part.page.items[part.taken];
        return head === undefined ? [] : [{ part, head }];
      });
      const first = heads.sort((one, other) => timeOf(other.head) - timeOf(one.head))[0];
      if (!first) break;
      first.part.taken++;
      items.push(first.head);
    }
    for (const part of parts) places.set(part.shard, await behind(params, on, part, places.get(part.shard)));
    const isOver = [...places.values()].every((place) => place === null);
    return { items, next_cursor: isOver ? null : cursorOf(places) };
  };

async function behind<Params extends Paged, Item>(
  params: Params,
  on: OnShard<Params, Page<Item>>,
  { shard, page, taken }: { shard: number; page: Page<Item>; taken: number },
  place: Place,
): Promise<Place> {
  if (taken === page.items.length) return page.next_cursor;
  if (taken === 0) return place;
  return (await on(shard, at(params, place, taken))).next_cursor;
}

function at<Params extends Paged>(params: Params, place: Place, limit: number): Params {
  const { cursor: _cursor, ...rest } = params;
  return { ...rest, limit, ...(place ? { cursor: place } : {}) } as Params;
}

const cursorOf = (places: Map<number, Place>): string =>
  Buffer.from(JSON.stringify(Object.fromEntries(places))).toString("base64url");

function placesIn(cursor: string | undefined, shards: readonly number[]): Map<number, Place> {
  const known = cursor === undefined ? {} : read(cursor);
  return new Map(shards.map((shard) => [shard, known[shard]]));
}

function read(cursor: string): Record<string, Place> {
  try {
    const places: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const isRight = (place: unknown) => place === null || typeof place === "string";
    if (typeof places === "object" && places !== null && Object.values(places).every(isRight))
      return places as Record<string, Place>;
  } catch {
    // As below.
  }
  throw fail("invalid_cursor");
}
