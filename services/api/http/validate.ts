import Joi, { type ObjectSchema } from "joi";
import type { ErrorDetail } from "../../../mixins/actions/errors.ts";
import { type Endpoint, needsCredential, type Parts } from "../endpoint.ts";
import { refuse } from "../errors.ts";
import type { Exchange } from "./exchange.ts";
import { messageOf, unknownField } from "./faults.ts";
import { longLists } from "./long-lists.ts";
import { findUnsafeValues } from "./unsafe-values.ts";

/** Stage: validates path, query and body by the endpoint's schemas, and converts them. Throws `validation_error`. */
export function checkForm(exchange: Exchange): void {
  exchange.parts = validate(exchange.endpoint, exchange.parts);
}

/** A detail, and the error code of a request in which only this field is wrong (`.meta({ code })` on its schema). */
interface Fault extends ErrorDetail {
  code?: string;
}

/**
 * Validates path, query and body; unknown fields are errors. Throws `validation_error` naming every wrong field, or the
 * code of a single wrong field.
 */
export function validate(endpoint: Endpoint, parts: Parts): Parts {
  const details: Fault[] = openFaults(endpoint, parts.body);
  if (endpoint.bodySchema) details.push(...longLists(endpoint.bodySchema, parts.body));
  if (endpoint.querySchema) details.push(...longLists(endpoint.querySchema, parts.query));
  if (details.length > 0) refuseFaults(details);
  const isFile = endpoint.upload || endpoint.csv;
  const inBody = findUnsafeValues(parts.body);
  const inQuery = findUnsafeValues(parts.query);
  if (inBody.half !== undefined) details.push(halfCharacter(inBody.half.toWellFormed().slice(0, 100)));
  for (const path of [...inBody.unsafe, ...inQuery.unsafe]) details.push(unknownField(path.slice(-100)));
  const pathOptions = { abortEarly: findUnsafeValues(parts.path).isHuge, convert: true };
  const path = check(endpoint.pathSchema, parts.path, details, pathOptions);
  const query = check(endpoint.querySchema, parts.query, details, { abortEarly: inQuery.isHuge, convert: true });
  const isLong = inBody.isHuge || (!needsCredential(endpoint) && inBody.parts > fewParts);
  const bodyOptions = { abortEarly: isLong, convert: false };
  const body = isFile ? parts.body : check(endpoint.bodySchema ?? noFields, parts.body, details, bodyOptions);
  if (details.length > 0) refuseFaults(details);
  return { path, query, body: endpoint.bodySchema || isFile ? body : undefined };
}

// Where no credential is needed, a body with many fields that are unknown is not looked at any further.
function openFaults(endpoint: Endpoint, body: unknown): Fault[] {
  if (needsCredential(endpoint) || !endpoint.bodySchema) return [];
  const unknown = unknownNames(endpoint.bodySchema, body);
  if (unknown.length <= fewDetails) return [];
  return unknownFields(endpoint.bodySchema, unknown.slice(0, fewDetails));
}

const fewDetails = 5;
// Nor are all faults of a body with many values: what is said of each costs more than to send it.
const fewParts = 40;

function refuseFaults(faults: Fault[]): never {
  const [code, ...others] = new Set(faults.map((fault) => fault.code ?? "validation_error"));
  const details = faults.map(({ path, message }) => ({ path, message }));
  refuse(400, code === undefined || others.length > 0 ? "validation_error" : code, summaryOf(details), details);
}

// The body of an endpoint without a body schema: nothing, or an object without fields.
const noFields = Joi.object({}).label("body");

const unknownFields = (schema: ObjectSchema, names: string[]): ErrorDetail[] =>
  names.map((name) => unknownField(name.slice(0, 100), namesOf(schema).all));

const halfCharacter = (path: string): ErrorDetail => ({
  path,
  message: `"${path}" must be whole characters, and has half of a surrogate pair`,
});

function check(
  schema: ObjectSchema | undefined,
  value: unknown,
  details: Fault[],
  options: { abortEarly: boolean; convert: boolean },
): unknown {
  if (!schema) {
    // A part without a schema must be empty.
    for (const name of namesIn(value)) details.push(unknownField(name, []));
    return {};
  }
  const unknown = unknownNames(schema, value);
  if (unknown.length > manyDetails) {
    // Only the first are named, and the schema does not run.
    details.push(...unknownFields(schema, unknown.slice(0, manyDetails)));
    return {};
  }
  if (options.convert) refuseOddIntegers(schema, value, details);
  // With `abortEarly` a text that is far too long is refused for its length, before any pattern reads it.
  const checked = schema.validate(value, options);
  for (const fault of (checked.error?.details ?? []).slice(0, 2 * manyDetails)) {
    const [path, message] = [fault.path.join("."), messageOf(schema, fault, options.convert)];
    // Two rules of a field may say the same.
    const isSaid = details.some((each) => each.path === path && each.message === message);
    if (!isSaid && details.length < manyDetails) details.push({ path, message, code: namesOf(schema).codes.get(path) });
  }
  return checked.value;
}

const manyDetails = 50;

interface Names {
  all: Set<string>;
  integers: string[];
  /** Error codes by field (see `Fault`). */
  codes: Map<string, string>;
}

interface Described {
  rules?: { name: string }[];
  metas?: { code?: string }[];
}

const namesOfSchemas = new WeakMap<ObjectSchema, Names>();

function namesOf(schema: ObjectSchema): Names {
  const known = namesOfSchemas.get(schema);
  if (known) return known;
  const keys = Object.entries((schema.describe().keys ?? {}) as Record<string, Described>);
  const integers = keys.filter(([, { rules }]) => rules?.some((rule) => rule.name === "integer")).map(([name]) => name);
  const codes = keys.flatMap(([name, { metas = [] }]) =>
    metas.flatMap(({ code }): [string, string][] => (code ? [[name, code]] : [])),
  );
  const names = { all: new Set(keys.map(([name]) => name)), integers, codes: new Map(codes) };
  namesOfSchemas.set(schema, names);
  return names;
}

function unknownNames(schema: ObjectSchema, value: unknown): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const { all } = namesOf(schema);
  return namesIn(value).filter((name) => !all.has(name));
}

// `findUnsafeValues` reports `__proto__`.
const namesIn = (value: unknown) => Object.keys((value ?? {}) as object).filter((name) => name !== "__proto__");

// Values of a path or a query are text, and Joi would convert "3e0" or " 3" to 3.
function refuseOddIntegers(schema: ObjectSchema, value: unknown, details: ErrorDetail[]): void {
  for (const name of namesOf(schema).integers) {
    const text = (value as Record<string, unknown>)[name];
    if (typeof text !== "string" || /^-?\d+$/.test(text) || Number.isNaN(Number(text))) continue;
    details.push({ path: name, message: `"${name}" must be an integer in plain digits` });
  }
}

function summaryOf(details: ErrorDetail[]): string {
  const [first, ...others] = details;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${first?.message ?? "The request is not right"}${more}.`.replace(/\?\.$/, "?");
}
