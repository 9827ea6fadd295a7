import { expect } from "chai";
import type { Endpoint } from "../../services/api/endpoint.ts";
import { validate } from "../../services/api/http/validate.ts";
import { openapi } from "../../services/api/openapi/document.ts";
import { surfaces } from "../../services/api/surfaces/index.ts";
import { Conformity, type Operation } from "../support/harness/conform.ts";
import type { Parsed } from "../support/harness/http.ts";
import { boundaries } from "../support/properties/boundaries.ts";

const { document, operations, compile } = bound(new Conformity(JSON.parse(JSON.stringify(openapi(surfaces)))));

// What a schema cannot say, or would say so that few tools read it: the description or the introduction does.
const saidInWords = [
  /^page .* starts past row 100,000/,
  /^(action|data) .*"data/,
  /^order_type .* is required for an order to DELIVERY or SHIP/,
  /^webhook_id .* needs its "store_id"/s,
  /^adjustment 0: .* must not be 0/,
  // RFC 6749, 3.2: a parameter without a value is left out.
  /^(client_id|client_secret|scope|store_id|token_type_hint) "": taken/,
];

describe("requests, by the schemas of the OpenAPI documents", () => {
  for (const operation of operations) {
    const { described, endpoint } = operation;
    it(`${described.operationId}: what the schema allows is taken, and nothing else`, () => {
      const differing = [...bodiesOf(operation), ...parametersOf(operation)]
        .filter(([, parts, isAllowed]) => isAllowed !== (refusalOf(endpoint, parts) === undefined))
        .map(([about, parts]) => `${about}: ${refusalOf(endpoint, parts) ?? "taken"}`)
        .filter((about) => !saidInWords.some((known) => known.test(about)));
      expect(differing).to.deep.equal([]);
    });
  }
});

type Parts = Parameters<typeof validate>[1];
type Judged = [about: string, parts: Parts, isAllowed: boolean];

function bodiesOf({ described, endpoint }: Operation): Judged[] {
  const { schema, example } = described.requestBody?.content["application/json"] ?? {};
  if (!schema) return [];
  const allows = compile(schema);
  const parts = validParts(described, endpoint);
  return boundaries(schema, example, at).map(([about, body]) => [about, { ...parts, body }, allows(body)]);
}

function parametersOf({ described, endpoint }: Operation): Judged[] {
  const parts = validParts(described, endpoint);
  const inUse = described.parameters.filter(
    ({ in: where, name }: Parsed) => where === "query" || name in Object(parts.path),
  );
  return inUse.flatMap(({ name, in: where, schema, example = schema.examples?.[0] }: Parsed) => {
    const allows = compile(schema);
    return boundaries(schema, example, at)
      .map(([, value]) => value)
      .filter((value) => ["string", "number", "boolean"].includes(typeof value) && !(where === "path" && value === ""))
      .map((value): Judged => {
        const changed = { ...(parts as Parsed)[where], [name]: String(value) };
        return [`${name} ${value}`, { ...parts, [where]: changed }, allows(read(schema, String(value)))];
      });
  });
}

// A parameter is sent as text, and read as its schema says.
function read(schema: Parsed, text: string): unknown {
  const types = [schema, ...(schema.anyOf ?? [])].flatMap(({ type }: Parsed) => type);
  if (types.includes("array"))
    return [read(schema.items ?? schema.anyOf.find(({ items }: Parsed) => items).items, text)];
  if ((types.includes("integer") || types.includes("number")) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return types.includes("boolean") && /^(true|false)$/.test(text) ? text === "true" : text;
}

function validParts({ parameters, requestBody }: Parsed, endpoint: Endpoint): Parts {
  const known = new Set(Object.keys((endpoint.pathSchema?.describe() as Parsed)?.keys ?? {}));
  const examplesIn = (where: string, isUsed: (parameter: Parsed) => boolean) =>
    Object.fromEntries(
      parameters
        .filter((each: Parsed) => each.in === where && isUsed(each))
        .map(({ name, example }: Parsed) => [name, String(example)]),
    );
  const isFile = endpoint.upload || endpoint.csv;
  return {
    path: examplesIn("path", ({ name }) => known.has(name)),
    query: examplesIn("query", ({ required }) => required),
    body: isFile ? undefined : Object.values<Parsed>(requestBody?.content ?? {})[0]?.example,
  } as Parts;
}

function refusalOf(endpoint: Endpoint, parts: Parts): string | undefined {
  try {
    validate(endpoint, structuredClone(parts));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function at(reference: string): Parsed {
  const [, ...names] = reference.split("/");
  return names.reduce((found, name) => found[name], document);
}

function bound(conformity: Conformity) {
  const { document, operations } = conformity;
  return { document, operations, compile: (schema: object) => conformity.compile(schema) };
}
