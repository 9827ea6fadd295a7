import type { ErrorLine } from "../endpoint.ts";
import type { Json, Schemas } from "./json-schema.ts";
import { errorModelOf } from "./names.ts";

/** The schema of a refusal with one of these codes: each code has a model. */
export function errorSchema(lines: ErrorLine[], schemas: Schemas): Json {
  const codes = [...new Set(lines.map(([, code]) => code))];
  const [only, ...others] = codes.map((code) => schemas.add(errorModelOf(code), modelOf(code, schemas)));
  return only && others.length === 0 ? only : { oneOf: [only, ...others] };
}

function modelOf(code: string, schemas: Schemas): Json {
  const base = schemas.add("Error", errorOf(schemas.add("ErrorDetail", detail)));
  return {
    allOf: [base, { type: "object", properties: { code: { const: code } } }],
  };
}

/** The schema of a refusal of the token endpoint, in the form of RFC 6749. */
export const oauthErrorSchema = (schemas: Schemas): Json =>
  schemas.add("OAuthError", {
    type: "object",
    required: ["error", "error_description"],
    properties: {
      error: {
        type: "string",
        enum: oauthCodes,
        description: "What is wrong, for programs.",
      },
      error_description: {
        type: "string",
        description: "What is wrong, for people.",
      },
    },
  });

const oauthCodes = [
  "invalid_request",
  "invalid_client",
  "invalid_scope",
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
    message: {
      type: "string",
      description: "What is wrong and what would be right, for people.",
    },
    details: {
      type: "array",
      items: details,
      description: "Of 400 and 422: each field that is wrong.",
    },
    request_id: { type: "string", description: "The answer's `X-Request-Id`." },
  },
});

const detail = {
  type: "object",
  required: ["path", "message"],
  properties: {
    path: {
      type: "string",
      description: "The field, such as `items.0.quantity`.",
    },
    message: { type: "string" },
  },
};
