import { type Endpoint, needsCredential, type SurfaceTable } from "../endpoint.ts";
import type { Json, Schemas } from "./json-schema.ts";
import { modelOf } from "./names.ts";
import { parametersOf } from "./parameters.ts";
import { responsesOf } from "./responses.ts";

/** The tag of a group of endpoints, unique across surfaces. */
export const tagOf = (surface: SurfaceTable, tag: string) => `${surface.title}: ${tag}`;

/** The operation of an endpoint. */
export function operationOf(surface: SurfaceTable, endpoint: Endpoint, path: string, schemas: Schemas): Json {
  return {
    operationId: endpoint.id,
    tags: [tagOf(surface, endpoint.tag)],
    summary: endpoint.summary,
    ...(endpoint.description ? { description: endpoint.description } : {}),
    security: needsCredential(endpoint) ? surface.securityScheme.requirements(endpoint.scope) : [],
    parameters: parametersOf(surface, endpoint, path, schemas),
    ...requestOf(surface, endpoint, schemas),
    responses: responsesOf(surface, endpoint, schemas),
  };
}

function requestOf(surface: SurfaceTable, endpoint: Endpoint, schemas: Schemas): Json {
  const { bodySchema, bodyExample, bodyTypes = ["application/json"], upload, csv } = endpoint;
  if (upload) return { requestBody: pictureBody };
  if (csv) return { requestBody: csvBody(bodyExample) };
  if (!bodySchema) return {};
  const schema = schemas.named(modelOf(surface, endpoint, "Body"), bodySchema, "input");
  const content = { schema, ...(bodyExample ? { example: bodyExample } : {}) };
  return {
    requestBody: {
      required: bodySchema.validate({}).error !== undefined,
      content: Object.fromEntries(bodyTypes.map((type) => [type, content])),
    },
  };
}

const pictureBody = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: {
        type: "object",
        required: ["file"],
        properties: {
          file: {
            type: "string",
            contentMediaType: "image/*",
            description: "At most 5 MiB.",
          },
        },
        additionalProperties: false,
      },
      example: { file: "the picture's bytes" },
      encoding: { file: { contentType: "image/jpeg, image/png, image/webp" } },
    },
  },
};

const csvBody = (example: unknown) => ({
  required: true,
  content: {
    "text/csv": {
      schema: { type: "string", description: "At most 256 MiB, with a line of column names first." },
      example,
    },
  },
});
