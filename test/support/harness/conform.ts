import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "chai";
import type { Endpoint, SurfaceTable } from "../../../services/api/endpoint.ts";
import { surfaces } from "../../../services/api/surfaces/index.ts";
import type { Parsed, Reply } from "./http.ts";

/** An operation of the OpenAPI document, and where it is. */
export interface Operation {
  method: string;
  template: string;
  matches(path: string): boolean;
  /** As the document has it. */
  described: Parsed;
  /** The endpoint that it was made from, whose own schemas are stricter than what the document says. */
  endpoint: Endpoint;
  /** The surface that it is of. */
  surface: SurfaceTable;
}

const endpoints = new Map(
  surfaces.flatMap((surface) => surface.endpoints.map((endpoint) => [endpoint.id, { endpoint, surface }])),
);

const methods = ["get", "post", "put", "patch", "delete"];

/** The OpenAPI document of the product under test, as what every answer is held against. */
export class Conformity {
  readonly operations: Operation[];
  readonly document: Parsed;
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<unknown, ValidateFunction>();

  constructor(document: Parsed) {
    this.document = document;
    this.#ajv = newAjv(document);
    this.operations = Object.entries(document.paths as Record<string, Parsed>).flatMap(([template, item]) =>
      methods
        .filter((method) => item[method])
        .map((method) => ({
          method: method.toUpperCase(),
          template,
          matches: matcherOf(template),
          described: item[method],
          ...(endpoints.get(item[method].operationId) as Pick<Operation, "endpoint" | "surface">),
        })),
    );
    // `/customers/csv` before `/customers/{id}`: what is fixed is meant, as a router would have it.
    this.operations.sort((one, other) => blanks(one.template) - blanks(other.template));
  }

  /** Fails when an answer is not what the document and contract §1 say. */
  check(reply: Reply): void {
    const about = `${reply.method} ${reply.path} → ${reply.status} ${reply.text.slice(0, 600)}`;
    checkHeaders(reply, about);
    const operation = this.find(reply);
    if (!operation) {
      if (reply.status >= 400) checkErrorForm(reply, about);
      return;
    }
    const documented = operation.described.responses[String(reply.status)];
    if (!documented) expect.fail(`${about}: the status is not documented`);
    for (const name of describedHeaders)
      if (reply.headers.has(name) && !documented.headers[name]) expect.fail(`${about}: ${name} is not documented`);
    if (reply.method === "HEAD") return;
    const { content } = documented;
    if (!content) {
      isSame(reply.text, "", about);
      return;
    }
    const type = (reply.headers.get("content-type") ?? "").split(";")[0] ?? "";
    if (!content[type]) expect(Object.keys(content), about).to.include(type);
    const body = type === "application/json" ? reply.body : reply.text;
    this.#checkBody(content[type].schema, body, about);
    if (reply.status < 400) checkStrictly(operation.endpoint, body, about);
    else if (operation.endpoint.failure) hasKeys(body, ["error", "error_description"], about);
    else checkErrorForm(reply, about);
  }

  /** The operation that a request was for. */
  find({ method, path }: Pick<Reply, "method" | "path">): Operation | undefined {
    const bare = (path.split("?")[0] ?? "").replace(/^\/v1\/commerce\/customers(?=\/|$)/, "/api/v1/customers");
    const asked = method === "HEAD" ? "GET" : method;
    return this.operations.find((operation) => operation.method === asked && operation.matches(bare));
  }

  /** Compiles one of the document's schemas. */
  compile(schema: object): ValidateFunction {
    const known = this.#compiled.get(schema);
    if (known) return known;
    const compiled = this.#ajv.compile(rooted(schema) as object);
    this.#compiled.set(schema, compiled);
    return compiled;
  }

  #checkBody(schema: object, body: unknown, about: string): void {
    const validate = this.compile(schema);
    if (!validate(body)) expect.fail(`${about}: ${this.#ajv.errorsText(validate.errors)}`);
  }
}

function newAjv(document: Parsed): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, inlineRefs: false, code: { optimize: false } });
  addFormats.default(ajv);
  for (const [name, schema] of Object.entries(document.components.schemas as Record<string, object>))
    ajv.addSchema({ $id: `openapi:${name}`, ...(rooted(schema) as object) });
  return ajv;
}

const models = "#/components/schemas/";

// Each named model is a schema of its own, compiled once. A path into one document would be compiled again for each answer
// that refers to it.
function rooted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(rooted);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) =>
      name === "$ref" && typeof value === "string" ? [name, value.replace(models, "openapi:")] : [name, rooted(value)],
    ),
  );
}

// Those of security and CORS, and of any body, are not described at each operation.
const describedHeaders = [
  "X-Request-Id",
  "X-Cache",
  "ETag",
  "Location",
  "Retry-After",
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
  "Idempotency-Replayed",
  "WWW-Authenticate",
  "Content-Disposition",
];

// What the document lets answers grow by later, they do not have today.
function checkStrictly({ answerSchema }: Endpoint, body: unknown, about: string): void {
  const { error } = answerSchema?.validate(body, { convert: false, abortEarly: false }) ?? {};
  if (error) expect.fail(`${about}: ${error.message}`);
}

const blanks = (template: string) => template.split("{").length;

function matcherOf(template: string) {
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{[^}]+\}/g, "[^/]+");
  const whole = new RegExp(`^${pattern}$`);
  return (path: string) => whole.test(path);
}

// Every answer of every test comes by here, and an assertion of chai's costs more than the request that it is about: it is
// asked only for what is not as it should be.
function isSame(value: unknown, wanted: unknown, about: string): void {
  if (value !== wanted) expect(value, about).to.equal(wanted);
}

function matches(value: unknown, pattern: RegExp, about: string): void {
  if (typeof value !== "string" || !pattern.test(value)) expect(value, about).to.be.a("string").that.matches(pattern);
}

function hasKeys(value: object, wanted: string[], about: string): void {
  const keys = Object.keys(value);
  if (keys.length !== wanted.length || !wanted.every((key) => keys.includes(key)))
    expect(value, about).to.have.all.keys(wanted);
}

function checkHeaders({ headers, path, status }: Reply, about: string): void {
  const is = (name: string, wanted: string | null) => isSame(headers.get(name), wanted, `${name}: ${about}`);
  matches(headers.get("x-request-id"), /^[A-Za-z0-9._-]{1,128}$/, about);
  is("x-content-type-options", "nosniff");
  // A mail of the development mailbox is shown inside the mailbox's own page.
  is("x-frame-options", status === 200 && path.startsWith("/dev/mailbox/ntf_") ? "SAMEORIGIN" : "DENY");
  matches(headers.get("content-security-policy"), /default-src 'none'/, about);
  // The tests come in clear: only TLS says that TLS is to be used.
  is("strict-transport-security", null);
  is("referrer-policy", "no-referrer");
  is("x-powered-by", null);
}

function checkErrorForm({ method, status, headers, body }: Reply, about: string): void {
  if (method === "HEAD") return;
  if (typeof body !== "object" || body === null) expect.fail(`${about}: no error as JSON`);
  const { details = [], ...rest } = body;
  hasKeys(rest, ["status", "code", "message", "request_id"], about);
  const keys = ["path", "message", ...(body.code === "total_changed" ? ["actual"] : [])];
  for (const detail of details) hasKeys(detail, keys, about);
  isSame(body.status, status, about);
  matches(body.code, /^[a-z][a-z_]*$/, about);
  matches(body.message, /./s, about);
  // The first answer again is that answer to the letter.
  if (!headers.get("idempotency-replayed")) isSame(body.request_id, headers.get("x-request-id"), about);
  // An act on what has just changed says what it is now.
  const saysMore = status === 400 || status === 422 || (status === 409 && body.code.endsWith("_changed"));
  if (!saysMore) isSame("details" in body, false, `details: ${about}`);
  if (status === 503 || status === 429) matches(headers.get("retry-after"), /^\d+$/, about);
}
