import type { IncomingMessage } from "node:http";

/**
 * The query of a request: a repeated name has a list, and no name has a special meaning. A parser of nested names would
 * drop some of them before validation.
 */
export function queryOf({ originalUrl = "" }: IncomingMessage & { originalUrl?: string }): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null);
  const start = originalUrl.indexOf("?");
  if (start < 0) return query;
  for (const [name, value] of new URLSearchParams(originalUrl.slice(start))) {
    const earlier = query[name];
    if (earlier === undefined) query[name] = value;
    else if (Array.isArray(earlier)) earlier.push(value);
    else query[name] = [earlier, value];
  }
  return query;
}
