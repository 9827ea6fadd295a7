import { commonErrors } from "./common-errors.ts";
import type { Endpoint, ErrorLine, SurfaceTable } from "./endpoint.ts";
import { takesIfMatch } from "./etag.ts";
import { takesKey } from "./idempotency.ts";
import { join } from "./openapi/join.ts";
import { type Json, Schemas } from "./openapi/json-schema.ts";

/** The OpenAPI 3.1 document of some surfaces, made from their tables of endpoints. */
export function openapi(surfaces: SurfaceTable[]): Json {
  const [only, ...others] = surfaces.map((surface) => ({ surface, ...partsOf(surface) }));
  const { paths, schemas } = only && others.length === 0 ? only : join(only ? [only, ...others] : []);
  return {
    openapi: "3.1.0",
    info: {
      title: surfaces.length === 1 && only ? `Seller Orchestra: ${only.surface.title}` : "Seller Orchestra",
      version: "1.0.0",
      description:
        surfaces.length === 1 && only
          ? only.surface.description
          : "Customers, orders and all that follows, over four surfaces that see the same data.",
    },
    servers: [{ url: "/" }],
    tags: surfaces.flatMap((surface) => tagsOf(surface)),
    paths,
    components: {
      securitySchemes: Object.assign({}, ...surfaces.map(({ name }) => securitySchemes[name])),
      schemas: { Error: errorSchema, OAuthError: oauthErrorSchema, ...schemas },
    },
  };
}

function tagsOf(surface: SurfaceTable): Json[] {
  const names = [...new Set(surface.endpoints.map(({ tag }) => tag))];
  return names.map((name) => ({ name: tagOf(surface, name), description: surface.description }));
}

const tagOf = (surface: SurfaceTable, tag: string) => `${surface.title}: ${tag}`;

function partsOf(surface: SurfaceTable): { paths: Json; schemas: Record<string, Json> } {
  const schemas = new Schemas();
  const paths: Record<string, Json> = {};
  for (const endpoint of surface.endpoints) {
    const path = `${surface.prefix}${endpoint.path}`.replace(/(.)\/$/, "$1").replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(surface, endpoint, path, schemas) };
  }
  return { paths, schemas: schemas.named };
}

function operationOf(surface: SurfaceTable, endpoint: Endpoint, path: string, schemas: Schemas): Json {
  return {
    operationId: endpoint.id,
    tags: [tagOf(surface, endpoint.tag)],
    summary: endpoint.summary,
    ...(endpoint.description ? { description: endpoint.description } : {}),
    security: endpoint.open ? [] : security[surface.name](endpoint.scope),
    parameters: parametersOf(surface, endpoint, path, schemas),
    ...(endpoint.bodySchema ? { requestBody: bodyOf(endpoint, schemas) } : {}),
    ...(endpoint.upload ? { requestBody: pictureBody } : {}),
    responses: responsesOf(surface, endpoint, schemas),
  };
}

function parametersOf(surface: SurfaceTable, endpoint: Endpoint, path: string, schemas: Schemas): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: schemas.propertiesOf(endpoint.pathSchema)[name] ?? { type: "string", examples: ["dom_demo"] },
  }));
  const needed = (schemas.of(endpoint.querySchema, "input").required ?? []) as string[];
  const query = Object.entries(schemas.propertiesOf(endpoint.querySchema)).map(([name, schema]) => {
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
    ...(surface.name === "commerce"
      ? [
          header(
            "X-Store-Id",
            "The integer id of another store, for who may go there: tenant admins and the platform's.",
          ),
        ]
      : []),
    ...(takesKey(endpoint)
      ? [header("Idempotency-Key", "The same key and request again give the first answer, for 24 h.")]
      : []),
    ...(takesIfMatch(endpoint) ? [header("If-Match", "The ETag that the record must still have.")] : []),
    ...(endpoint.versioned && !writes ? [header("If-None-Match", "An ETag; 304 when the record still has it.")] : []),
  ];
}

function bodyOf(endpoint: Endpoint, schemas: Schemas): Json {
  const schema = schemas.of(endpoint.bodySchema, "input");
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

function responsesOf(surface: SurfaceTable, endpoint: Endpoint, schemas: Schemas): Json {
  const answers: Record<string, Json> = { [String(endpoint.status)]: successOf(endpoint, schemas) };
  if (endpoint.versioned && endpoint.method === "GET") answers["304"] = { description: "Unchanged." };
  for (const [status, lines] of byStatus([...endpoint.errors, ...commonErrors(surface, endpoint)])) {
    answers[status] = failureOf(endpoint, lines);
  }
  return answers;
}

function successOf(endpoint: Endpoint, schemas: Schemas): Json {
  const named: [string, Json][] = Object.entries(endpoint.answerHeaders ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: "string" } },
  ]);
  if (endpoint.versioned && endpoint.status !== 204) named.unshift(["ETag", { schema: { type: "string" } }]);
  const headers = named.length > 0 ? { headers: Object.fromEntries(named) } : {};
  if (!endpoint.answerSchema) return { description: "Done.", ...headers };
  const type = endpoint.answerType ?? "application/json";
  const schema = schemas.of(endpoint.answerSchema, "output");
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

const bearer = (description: string) => ({ type: "http", scheme: "bearer", bearerFormat: "JWT", description });

const securitySchemes: Record<SurfaceTable["name"], Json> = {
  merchant: { merchantToken: bearer("A JWT whose `domain_ids` name the domains that it opens.") },
  apps: {
    appToken: { type: "http", scheme: "bearer", description: "`sx_at_…` from `POST /api/apps/v1/oauth/token`." },
    appId: { type: "apiKey", in: "header", name: "X-Client-Id" },
    appSecret: { type: "apiKey", in: "header", name: "X-Client-Secret" },
    appStore: { type: "apiKey", in: "header", name: "X-Store-Id" },
  },
  storefront: { customerToken: bearer("The customer's own JWT.") },
  commerce: { commerceToken: bearer("A JWT with roles.") },
};

const security: Record<SurfaceTable["name"], (scope?: string) => Json[]> = {
  merchant: () => [{ merchantToken: [] }],
  apps: (scope) => [{ appToken: scope ? [scope] : [] }, { appId: [], appSecret: [], appStore: [] }],
  storefront: () => [{ customerToken: [] }],
  commerce: () => [{ commerceToken: [] }],
};

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
