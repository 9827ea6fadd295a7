import type { AnySchema, ObjectSchema } from "joi";
import type { Endpoint, SurfaceTable } from "../endpoint.ts";
import { takesIfMatch } from "../etag.ts";
import { takesKey } from "../http/idempotency.ts";
import type { Json, Schemas } from "./json-schema.ts";
import { parameterNames } from "./parameter-names.ts";

/** The parameters of an endpoint, each with an example: that of one that can be left out is its schema's. */
export function parametersOf(surface: SurfaceTable, endpoint: Endpoint, path: string, schemas: Schemas): Json[] {
  const inPath = fieldsOf(endpoint.pathSchema);
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return [
    ...names.map((name) => ({ ...parameter(name, inPath[name], schemas), in: "path", required: true })),
    ...Object.entries(fieldsOf(endpoint.querySchema)).map(([name, schema]) => ({
      ...parameter(name, schema, schemas),
      in: "query",
      required: schema.$_getFlag("presence") === "required",
    })),
    ...headersOf(surface, endpoint),
  ].map(unfilled);
}

// Where requests are tried out, viewers fill in the examples of parameters: of filters, keys and conditions together they
// would make a request that finds nothing or is refused.
function unfilled({ schema, example, ...parameter }: Json): Json {
  return parameter.required
    ? { ...parameter, schema, example }
    : { ...parameter, schema: { ...(schema as Json), examples: [example] } };
}

function fieldsOf(schema: ObjectSchema | undefined): Record<string, AnySchema> {
  const { keys = {} } = (schema?.describe() ?? {}) as { keys?: object };
  return Object.fromEntries(Object.keys(keys).map((name) => [name, schema?.extract(name) as AnySchema]));
}

function parameter(name: string, from: AnySchema | undefined, schemas: Schemas): Json {
  const [usually, usualExample] = parameterNames[name] ?? [];
  const { description: _said, ...schema } = from ? schemas.of(from, "input") : { type: "string" };
  const { examples = [], flags = {}, allow = [] } = (from?.describe() ?? {}) as Described;
  const description = flags.description ?? usually;
  const [example = flags.default ?? allow[0] ?? usualExample] = examples;
  return { name, ...(description ? { description } : {}), schema, example };
}

interface Described {
  examples?: unknown[];
  flags?: { default?: unknown; description?: string };
  allow?: unknown[];
}

const header = (name: string, example: string, description: string, required = false) => ({
  name,
  in: "header",
  required,
  description,
  schema: { type: "string", minLength: 1, maxLength: 255 },
  example,
});

function headersOf(surface: SurfaceTable, endpoint: Endpoint): Json[] {
  const { auth, storeByHeader, versioned, method } = endpoint;
  const headers: Json[] = [];
  if (storeByHeader)
    headers.push(header("X-Store-Id", "22", "The store: its integer id, or `dom_…`.", auth === "none"));
  if (surface.storeHeader !== undefined) headers.push(header("X-Store-Id", "22", surface.storeHeader));
  if (takesKey(endpoint)) headers.push(header("Idempotency-Key", "7c9e6679-7425-40de-944b-e07fc1f90afb", sameAgain));
  if (takesIfMatch(endpoint)) headers.push(header("If-Match", '"v3"', "The ETag that the record must still have."));
  if (versioned && method === "GET")
    headers.push(header("If-None-Match", '"v3"', "An ETag; 304 when the record still has it."));
  return headers;
}

const sameAgain = "The same key and request again give the first answer, for 24 h.";
