import Joi from "joi";
import type { Gathered } from "../../../contracts.ts";
import type { ErrorLine, Request } from "../../endpoint.ts";
import { noStore } from "../../http/no-store.ts";
import { component } from "../../openapi/component.ts";
import type { Shape } from "../shared/shape.ts";

/** The query of a list that has no page numbers. */
export interface CursorQuery {
  cursor?: string;
  limit: number;
}

/** The schema of such a query with its filters. */
export const cursorQuery = <Query extends CursorQuery>(filters: Joi.SchemaMap = {}) =>
  Joi.object<Query>({
    ...filters,
    limit: Joi.number().integer().min(1).max(200).default(50).example(50),
    cursor: Joi.string().max(1_000).description("`pagination.next_cursor` of the answer before."),
  });

/** The part of an action's parameters that names the page. */
export const pageOf = ({ query }: { query: CursorQuery }) => ({
  limit: query.limit,
  ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
});

const paginationSchema = component(
  "CursorPagination",
  Joi.object({
    limit: Joi.number().integer().required(),
    next_cursor: Joi.string().allow(null).required().description("The `cursor` of what follows; null at the end."),
  }),
);

const unavailable = Joi.array()
  .items(Joi.string())
  .required()
  .description("Services that did not answer in time: what they have is missing here.");

/** `output`, `answerSchema` and `answerExample` of a list of shapes, which several services may have answered. */
export const gathered = <Source, F>(shape: Shape<Source, F>) => ({
  output: (result: Page<Source>, { query }: Queried) => ({
    data: result.items.map((item) => shape.present(item, noStore)),
    pagination: { limit: query.limit, next_cursor: result.next_cursor },
    unavailable: result.unavailable ?? [],
  }),
  answerSchema: component(
    `${shape.name}Page`,
    Joi.object({
      data: Joi.array().items(shape.schema).required(),
      pagination: paginationSchema.required(),
      unavailable,
    }),
  ),
  answerExample: { data: [shape.example], pagination: { limit: 50, next_cursor: null }, unavailable: [] },
});

type Page<Item> = Omit<Gathered<Item>, "unavailable"> & Partial<Gathered<Item>>;

type Queried = { query: Pick<CursorQuery, "limit"> };

/** A note of who acts. */
export const noteBody = () =>
  Joi.string().max(1_000).example("The address was mended by hand.").description("Why, for the event log.");

/** The schema of an act that needs a note. */
export const noted = Joi.object<{ note: string }>({ note: noteBody().required() });

/** The schema of an act that may have a note. */
export const mayBeNoted = Joi.object<{ note?: string }>({ note: noteBody() });

/** Parameters of an act: those of its path and its body, and the key. */
export const actOf = <Path, Body>({
  path,
  body,
  idempotency_key,
}: Pick<Request<Path, unknown, Body>, "path" | "body" | "idempotency_key">) => ({ ...path, ...body, idempotency_key });

export const letterChanged: ErrorLine = [
  409,
  "dead_letter_changed",
  "Somebody has replayed or discarded it: `details` says what it is now.",
];

/** The schema of a path with one id. */
export const idOf = (example: string, about: string) =>
  Joi.object<{ id: string }>({ id: Joi.string().max(40).required().example(example).description(about) });
