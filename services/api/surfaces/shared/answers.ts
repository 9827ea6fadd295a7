import Joi from "joi";
import type { List, Store } from "../../../contracts.ts";
import type { Request } from "../../endpoint.ts";
import { etagOf } from "../../etag.ts";
import { listQuery, type PageQuery } from "../../formats.ts";
import { component } from "../../openapi/component.ts";
import type { Field } from "./field.ts";
import { cutPage, type Paged, pagination, paginationSchema, type SizeName } from "./pagination.ts";
import type { Shape } from "./shape.ts";

/**
 * `output`, `answerSchema` and `answerExample` of an endpoint that answers a shape: `endpoint({ …, ...answers(customer) })`.
 * `pick` converts the action's result to the shape's source, when they differ.
 */
export function answers<Source, F>(shape: Shape<Source, F>): Answers<Source, Shape<Source, F>>;
export function answers<Source, F, Result>(
  shape: Shape<Source, F>,
  pick: (result: Result) => Source,
): Answers<Result, Shape<Source, F>>;
export function answers<Source, F>(shape: Shape<Source, F>, pick?: (result: Source) => Source) {
  return {
    output: (result: Source, { store }: InStore) => shape.present(pick ? pick(result) : result, store),
    answerSchema: shape.schema,
    answerExample: shape.example,
  };
}

/**
 * The same of what is read again and again. The text of an answer is kept for as long as its source lives, when that is
 * frozen: a value of the cache that readers of this process share.
 */
export function keptAnswers<Source extends object, F, Result>(
  shape: Shape<Source, F>,
  pick: (result: Result) => Source,
): Answers<Result, Shape<Source, F>, string> {
  const texts = new WeakMap<Source, { store: Store; text: string }>();
  return {
    ...answers(shape, pick),
    output(result, { store }) {
      const source = pick(result);
      if (!Object.isFrozen(source)) return shape.present(source, store);
      const known = texts.get(source);
      if (known?.store === store) return known.text;
      const text = JSON.stringify(shape.present(source, store));
      texts.set(source, { store, text });
      return text;
    },
  };
}

/** The same of a record whose ETag is its version alone. */
export const versioned = <Source extends { version: number }, F>(shape: Shape<Source, F>) => ({
  ...answers(shape),
  etag: ({ version }: Source) => etagOf(version),
});

/**
 * The same of a list: pages of a shape under `key`; `sizeName` is the query parameter of their size. Fields `beside` it
 * are only described: the endpoint presents them.
 */
export const pages = <Source, F>(
  shape: Shape<Source, F>,
  sizeName: SizeName,
  key = "data",
  beside: Record<string, Field<never, unknown>> = {},
) => ({
  output: (list: List<Source>, { store, query }: InStore & { query: Paged & { [Name in SizeName]?: number } }) => ({
    [key]: list.items.map((item) => shape.present(item, store)),
    pagination: pagination(list, query, { [sizeName]: query[sizeName] ?? 0 }),
  }),
  answerSchema: component(
    `${shape.name}List`,
    Joi.object({
      [key]: Joi.array().items(shape.schema).required(),
      ...Object.fromEntries(Object.entries(beside).map(([name, { schema }]) => [name, schema.required()])),
      pagination: paginationSchema(sizeName).required(),
    }),
  ),
  answerExample: {
    [key]: [shape.example],
    ...Object.fromEntries(Object.entries(beside).map(([name, { example }]) => [name, example])),
    pagination: { page: 1, [sizeName]: 20, total: 1, next_cursor: null },
  },
});

/** The same, and `querySchema`, of a list that is read whole: its pages are cut here. */
export function cutPages<Source extends { id: string }, F, Result>(
  shape: Shape<Source, F>,
  key: string,
  pick: (result: Result) => Source[],
) {
  const listed = pages(shape, "limit", key);
  return {
    ...listed,
    querySchema: listQuery<PageQuery>("limit", 20, 100),
    output: (result: Result, request: InStore & { query: PageQuery }) =>
      listed.output(cutPage(pick(result), request.query), request),
  };
}

/** The same of a short list without pages, under `key`. */
export const allOf = <Source, F, Result>(
  shape: Shape<Source, F>,
  key: string,
  pick: (result: Result, request: Asked) => Source[],
) => ({
  output: (result: Result, request: Asked) => ({
    [key]: pick(result, request).map((item) => shape.present(item, request.store)),
  }),
  answerSchema: component(`All${shape.name}s`, Joi.object({ [key]: Joi.array().items(shape.schema).required() })),
  answerExample: { [key]: [shape.example] },
});

type Asked = Pick<Request<unknown, unknown, unknown>, "store" | "principal">;

interface InStore {
  store: Store;
}

interface Answers<Result, S extends Shape<never, unknown>, Text = never> {
  output(result: Result, request: InStore): S["example"] | Text;
  answerSchema: Joi.Schema;
  answerExample: S["example"];
}
