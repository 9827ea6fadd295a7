import { commonErrors } from "../common-errors.ts";
import type { Endpoint, ErrorLine, SurfaceTable } from "../endpoint.ts";
import { errorSchema, oauthErrorSchema } from "./errors.ts";
import { failureHeaders, successHeaders } from "./headers.ts";
import type { Json, Schemas } from "./json-schema.ts";
import { modelOf } from "./names.ts";

/** The responses of an endpoint by status. */
export function responsesOf(surface: SurfaceTable, endpoint: Endpoint, schemas: Schemas): Json {
  const answers: Record<string, Json> = {
    [String(endpoint.status)]: successOf(surface, endpoint, schemas),
  };
  if (endpoint.versioned && endpoint.method === "GET")
    answers["304"] = {
      description: "Unchanged.",
      headers: successHeaders(endpoint),
    };
  for (const [status, lines] of byStatus([...endpoint.errors, ...commonErrors(surface, endpoint)])) {
    answers[status] = failureOf(endpoint, lines, schemas);
  }
  return answers;
}

function successOf(surface: SurfaceTable, endpoint: Endpoint, schemas: Schemas): Json {
  const { answerSchema, answerType = "application/json", answerExample: example } = endpoint;
  const done = { description: "Done.", headers: successHeaders(endpoint) };
  if (!answerSchema) return done;
  const schema = schemas.named(modelOf(surface, endpoint, "Answer"), answerSchema, "output");
  return { ...done, content: { [answerType]: { schema, example } } };
}

function failureOf(endpoint: Endpoint, lines: ErrorLine[], schemas: Schemas): Json {
  const [status, code, when] = lines[0] as ErrorLine;
  const message = when.replaceAll("`", "");
  return {
    description: lines.map(([, each, text]) => `\`${each}\`: ${text}`).join("\n\n"),
    headers: failureHeaders(endpoint, status),
    content: {
      "application/json": endpoint.failure
        ? {
            schema: oauthErrorSchema(schemas),
            example: { error: code, error_description: message },
          }
        : {
            schema: errorSchema(lines, schemas),
            example: { status, code, message, request_id: requestId },
          },
    },
  };
}

const requestId = "req_01JK7MZ3Q4N8T2V6X0Y1A5B9CH";

function byStatus(lines: ErrorLine[]): [string, ErrorLine[]][] {
  return Object.entries(Object.groupBy(lines, ([status]) => String(status))) as [string, ErrorLine[]][];
}
