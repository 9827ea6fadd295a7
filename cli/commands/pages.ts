interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

const largest = 200;

/** The first `limit` items of a list that is read page by page. */
export async function firstOf<Item>(
  limit: number,
  ask: (page: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null | undefined; cursor !== null && items.length < limit; ) {
    const size = Math.min(largest, limit - items.length);
    const page: Page<Item> = await ask({ limit: size, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

/** A record whose times, the fields that end in `_at` or `_since`, are written by ISO 8601. */
export function timed<Item extends object>(item: Item): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, isTime(name, value) ? new Date(value).toISOString() : value]),
  );
}

const isTime = (name: string, value: unknown): value is number =>
  typeof value === "number" && /_(at|since)$/.test(name);

/** An object without what is undefined: filters that were not given. */
export const given = <Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
