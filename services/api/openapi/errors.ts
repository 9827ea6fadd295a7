import type { ErrorLine } from "../endpoint.ts";
import type { Json, Schemas } from "./json-schema.ts";
import { errorModelOf } from "./names.ts";

/**
 * The schema of an error with one of these codes. In a surface's own document each code has a model, so that generated
 * clients can tell them by type; the joined document only lists the codes: it would have a hundred models more.
 */
export function errorSchema(lines: ErrorLine[], schemas: Schemas): Json {
  const codes = [...new Set(lines.map(([, code]) => code))];
  const error = schemas.add("Error", errorOf(schemas.add("ErrorDetail", detail)));
  if (!schemas.namesErrors) return { ...error, properties: { code: { type: "string", enum: codes } } };
  const models = codes.map((code) => {
    const narrowed = { type: "object", properties: { code: { type: "string", const: code } } };
    return schemas.add(errorModelOf(code), { allOf: [error, narrowed] });
  });
  return models.length === 1 ? (models[0] as Json) : { oneOf: models };
}

/** The schema of an error of the token endpoint (RFC 6749). */
export const oauthErrorSchema = (schemas: Schemas): Json =>
  schemas.add("OAuthError", {
    type: "object",
    required: ["error", "error_description"],
    properties: {
      error: { type: "string", enum: oauthCodes, description: "What is wrong, for programs." },
      error_description: { type: "string", description: "What is wrong, for people." },
    },
  });

const oauthCodes = [
  "invalid_request",
  "invalid_client",
  "invalid_scope",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "temporarily_unavailable",
  "server_error",
];

const errorOf = (details: Json) => ({
  type: "object",
  required: ["status", "code", "message", "request_id"],
  properties: {
    status: { type: "integer", description: "The status of the answer." },
    code: { type: "string", description: "What is wrong, for programs." },
    message: { type: "string", description: "What is wrong and what would be right, for people." },
    details: {
      type: "array",
      items: details,
      description: "Of 400, 422 and `total_changed`: each field that is wrong.",
    },
    request_id: { type: "string", description: "The answer's `X-Request-Id`." },
  },
});

const detail = {
  type: "object",
  required: ["path", "message"],
  properties: {
    path: { type: "string", description: "The field, such as `items.0.quantity`." },
    message: { type: "string" },
    actual: { type: "number", description: "Of `total_changed`: what the order costs." },
  },
};
