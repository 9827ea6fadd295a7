import type { ObjectSchema, Schema } from "joi";
import { commonErrors } from "./common-errors.ts";
import type { Endpoint, ErrorLine, SurfaceTable } from "./endpoint.ts";
import { takesIfMatch } from "./etag.ts";
import { takesKey } from "./http/idempotency.ts";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of some surfaces, made from their tables of endpoints. */
export function openapi(surfaces: SurfaceTable[]): Json {
  const [only] = surfaces;
  return {
    openapi: "3.1.0",
    info: {
      title: surfaces.length === 1 && only ? `Seller Orchestra: ${only.title}` : "Seller Orchestra",
      version: "1.0.0",
      description:
        surfaces.length === 1 && only
          ? only.description
          : "Customers, orders and all that follows, over four surfaces that see the same data.",
    },
    servers: [{ url: "/" }],
    tags: surfaces.flatMap((surface) => tagsOf(surface)),
    paths: pathsOf(surfaces),
    components: {
      securitySchemes: Object.assign({}, ...surfaces.map(({ securityScheme }) => securityScheme.schemes)),
      schemas: { Error: errorSchema, OAuthError: oauthErrorSchema },
    },
  };
}

function tagsOf(surface: SurfaceTable): Json[] {
  const names = [...new Set(surface.endpoints.map(({ tag }) => tag))];
  return names.map((name) => ({ name: tagOf(surface, name), description: surface.description }));
}

const tagOf = (surface: SurfaceTable, tag: string) => `${surface.title}: ${tag}`;

function pathsOf(surfaces: SurfaceTable[]): Json {
  const paths: Record<string, Json> = {};
  for (const surface of surfaces) {
    for (const endpoint of surface.endpoints) {
      const path = `${surface.prefix}${endpoint.path}`.replace(/(.)\/$/, "$1").replace(/:(\w+)/g, "{$1}");
      paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(surface, endpoint, path) };
    }
  }
  return paths;
}

function operationOf(surface: SurfaceTable, endpoint: Endpoint, path: string): Json {
  return {
    operationId: endpoint.id,
    tags: [tagOf(surface, endpoint.tag)],
    summary: endpoint.summary,
    ...(endpoint.description ? { description: endpoint.description } : {}),
    security: endpoint.open ? [] : surface.securityScheme.requirements(endpoint.scope),
    parameters: parametersOf(surface, endpoint, path),
    ...(endpoint.bodySchema ? { requestBody: bodyOf(endpoint) } : {}),
    ...(endpoint.upload ? { requestBody: pictureBody } : {}),
    responses: responsesOf(surface, endpoint),
  };
}

function parametersOf(surface: SurfaceTable, endpoint: Endpoint, path: string): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: propertiesOf(endpoint.pathSchema)[name] ?? { type: "string", examples: ["dom_demo"] },
  }));
  const needed = (jsonSchema(endpoint.querySchema, "input").required ?? []) as string[];
  const query = Object.entries(propertiesOf(endpoint.querySchema)).map(([name, schema]) => {
    const { description, ...rest } = schema as Json;
    return {
      name,
      in: "query",
      required: needed.includes(name),
      ...(description ? { description } : {}),
      schema: rest,
    };
  });
  return [...inPath, ...query, ...headersOf(surface, endpoint)];
}

function headersOf(surface: SurfaceTable, endpoint: Endpoint): Json[] {
  const header = (name: string, description: string, required = false) => ({
    name,
    in: "header",
    required,
    description,
    schema: { type: "string", minLength: 1, maxLength: 255 },
  });
  const writes = endpoint.method !== "GET";
  return [
    ...(endpoint.open === "store"
      ? [header("X-Store-Id", "The store: its integer id, or `dom_…`.", !endpoint.knowsCaller)]
      : []),
    ...(surface.storeHeader === undefined ? [] : [header("X-Store-Id", surface.storeHeader)]),
    ...(takesKey(endpoint)
      ? [header("Idempotency-Key", "The same key and request again give the first answer, for 24 h.")]
      : []),
    ...(takesIfMatch(endpoint) ? [header("If-Match", "The ETag that the record must still have.")] : []),
    ...(endpoint.versioned && !writes ? [header("If-None-Match", "An ETag; 304 when the record still has it.")] : []),
  ];
}

function bodyOf(endpoint: Endpoint): Json {
  const schema = jsonSchema(endpoint.bodySchema, "input");
  const content = (endpoint.bodyTypes ?? ["application/json"]).map((type) => [
    type,
    { schema, ...(endpoint.bodyExample ? { example: endpoint.bodyExample } : {}) },
  ]);
  const needed = (schema.required as string[] | undefined)?.length || (schema.minProperties as number | undefined);
  return { required: Boolean(needed), content: Object.fromEntries(content) };
}

const pictureBody = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: {
        type: "object",
        required: ["file"],
        properties: { file: { type: "string", contentMediaType: "image/*", description: "At most 5 MiB." } },
        additionalProperties: false,
      },
      example: { file: "the picture's bytes" },
      encoding: { file: { contentType: "image/jpeg, image/png, image/webp" } },
    },
  },
};

function responsesOf(surface: SurfaceTable, endpoint: Endpoint): Json {
  const answers: Record<string, Json> = { [String(endpoint.status)]: successOf(endpoint) };
  if (endpoint.versioned && endpoint.method === "GET") answers["304"] = { description: "Unchanged." };
  for (const [status, lines] of byStatus([...endpoint.errors, ...commonErrors(surface, endpoint)])) {
    answers[status] = failureOf(endpoint, lines);
  }
  return answers;
}

function successOf(endpoint: Endpoint): Json {
  const named: [string, Json][] = Object.entries(endpoint.answerHeaders ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: "string" } },
  ]);
  if (endpoint.versioned && endpoint.status !== 204) named.unshift(["ETag", { schema: { type: "string" } }]);
  const headers = named.length > 0 ? { headers: Object.fromEntries(named) } : {};
  if (!endpoint.answerSchema) return { description: "Done.", ...headers };
  const type = endpoint.answerType ?? "application/json";
  const schema = jsonSchema(endpoint.answerSchema, "output");
  return { description: "Done.", ...headers, content: { [type]: { schema, example: endpoint.answerExample } } };
}

function failureOf(endpoint: Endpoint, lines: ErrorLine[]): Json {
  const [status, code, when] = lines[0] as ErrorLine;
  const schema = { $ref: `#/components/schemas/${endpoint.failure ? "OAuthError" : "Error"}` };
  const example = endpoint.failure
    ? { error: code, error_description: when }
    : { status, code, message: when.replaceAll("`", ""), request_id: "req_01JK7MZ3Q4N8T2V6X0Y1A5B9CH" };
  return {
    description: lines.map(([, each, text]) => `\`${each}\`: ${text}`).join("\n\n"),
    content: { "application/json": { schema, example } },
  };
}

function byStatus(lines: ErrorLine[]): [string, ErrorLine[]][] {
  const groups = new Map<string, ErrorLine[]>();
  for (const line of lines) groups.set(String(line[0]), [...(groups.get(String(line[0])) ?? []), line]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

const propertiesOf = (schema: ObjectSchema | undefined) =>
  (schema ? (jsonSchema(schema, "input").properties ?? {}) : {}) as Record<string, Json>;

function jsonSchema(schema: Schema | undefined, direction: "input" | "output"): Json {
  const standard = (schema as unknown as { "~standard": StandardJson } | undefined)?.["~standard"];
  return standard ? standard.jsonSchema[direction]({ target: "draft-2020-12" }) : {};
}

interface StandardJson {
  jsonSchema: Record<"input" | "output", (options: { target: string }) => Json>;
}

const errorSchema = {
  type: "object",
  required: ["status", "code", "message", "request_id"],
  properties: {
    status: { type: "integer" },
    code: { type: "string" },
    message: { type: "string" },
    details: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
        additionalProperties: false,
      },
    },
    request_id: { type: "string" },
  },
  additionalProperties: false,
};

const oauthErrorSchema = {
  type: "object",
  required: ["error", "error_description"],
  properties: { error: { type: "string" }, error_description: { type: "string" } },
  additionalProperties: false,
};
