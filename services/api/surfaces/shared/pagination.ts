import Joi from "joi";
import type { List } from "../../../contracts.ts";
import { refuse } from "../../errors.ts";
import { component } from "../../openapi/component.ts";

/** The query parameter of the page size. */
export type SizeName = "limit" | "size";

/** The part of a list's query that names the page. */
export interface Paged {
  page?: number;
  cursor?: string;
}

/** The query of a list that has no filters. */
export interface PageQuery extends Paged {
  limit: number;
}

/** The highest row that a page may start past (contract §1). */
const deepestRow = 100_000;

/** `page`, a page size under the given name, and `cursor`. */
export function pagingQuery(sizeName: SizeName, size: number, max: number) {
  return {
    page: Joi.number()
      .integer()
      .min(1)
      .max(deepestRow + 1)
      .description("From 1. Past row 100,000 use the cursor.")
      .example(1),
    [sizeName]: Joi.number().integer().min(1).max(max).default(size).example(size),
    cursor: Joi.string().max(1_000).description("`pagination.next_cursor` of the answer before; instead of `page`."),
  };
}

/** The query of a list: paging and its filters; refuses `page` beside `cursor`, and a page that starts too deep. */
export function listQuery<Query>(sizeName: SizeName, size: number, max: number, filters: Joi.SchemaMap = {}) {
  return Joi.object<Query>({ ...filters, ...pagingQuery(sizeName, size, max) })
    .oxor("page", "cursor")
    .messages({ "object.oxor": '"page" and "cursor" exclude each other' })
    .custom((query: Record<string, number>, helpers) => {
      const starts = ((query.page ?? 1) - 1) * (query[sizeName] ?? size);
      return starts > deepestRow ? helpers.message({ custom: '"page" starts past row 100,000: use "cursor"' }) : query;
    });
}

/** The action's paging parameters from a list's query. */
export const pagingOf = (query: Paged, limit: number) => ({
  ...(query.cursor === undefined ? { page: query.page ?? 1 } : { cursor: query.cursor }),
  limit,
});

/**
 * A page of a list that was read whole: an order has few of each thing, and none is ever deleted. The cursor is the last one's
 * id. Throws `invalid_cursor`.
 */
export function cutPage<Item extends { id: string }>(all: Item[], { page = 1, limit, cursor }: PageQuery): List<Item> {
  const start = cursor === undefined ? (page - 1) * limit : placeAfter(all, cursor);
  const items = all.slice(start, start + limit);
  const last = start + limit < all.length ? items.at(-1) : undefined;
  const next_cursor = last ? Buffer.from(last.id).toString("base64url") : null;
  return { items, total: all.length, total_is_capped: false, next_cursor };
}

function placeAfter(all: { id: string }[], cursor: string): number {
  const id = Buffer.from(cursor, "base64url").toString();
  const at = all.findIndex((item) => item.id === id);
  if (at < 0)
    refuse(400, "invalid_cursor", "The cursor is not one that this list gave.", [
      { path: "cursor", message: "is not a cursor of this list" },
    ]);
  return at + 1;
}

/** The `pagination` of a list's answer. */
export function pagination<Item>(list: List<Item>, query: Paged, size: Record<string, number>) {
  return {
    ...(query.cursor === undefined ? { page: query.page ?? 1 } : {}),
    ...size,
    total: list.total,
    ...(list.total_is_capped ? { total_is_capped: true } : {}),
    next_cursor: list.next_cursor,
  };
}

/** The schema of `pagination`. */
export const paginationSchema = (sizeName: SizeName) => schemas[sizeName];

const schemaOf = (name: string, sizeName: SizeName) =>
  component(
    name,
    Joi.object({
      page: Joi.number().integer().description("Absent behind a cursor."),
      [sizeName]: Joi.number().integer().required(),
      total: Joi.number().integer().required().description("Exact for the unfiltered list and up to 10,000 matches."),
      total_is_capped: Joi.boolean().description("True when more than 10,000 match."),
      next_cursor: Joi.string().allow(null).required().description("The `cursor` of what follows; null at the end."),
    }),
  );

const schemas = { limit: schemaOf("Pagination", "limit"), size: schemaOf("PaginationBySize", "size") };
