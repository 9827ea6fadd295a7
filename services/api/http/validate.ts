import Joi, { type ObjectSchema } from "joi";
import type { ErrorDetail } from "../../../mixins/actions/errors.ts";
import type { Endpoint, Parts } from "../endpoint.ts";
import { refuse } from "../errors.ts";
import type { Exchange } from "./exchange.ts";
import { findUnsafeValues } from "./unsafe-values.ts";

/** Stage: brings path, query and body into the form that the endpoint's schemas ask for. Throws `validation_error`. */
export function checkForm(exchange: Exchange): void {
  exchange.parts = validate(exchange.endpoint, exchange.parts);
}

/** A detail, and the code that its field gives to a refusal of nothing else (`.meta({ code })` on its schema). */
interface Fault extends ErrorDetail {
  code?: string;
}

/**
 * Checks path, query and body; nothing unknown passes. Throws `validation_error` naming every field that is wrong, or
 * the code of the one field that is.
 */
export function validate(endpoint: Endpoint, parts: Parts): Parts {
  const details: Fault[] = [];
  const { half, unsafe } = findUnsafeValues(parts.body);
  if (half !== undefined) details.push(halfCharacter(half.toWellFormed().slice(0, 100)));
  for (const path of [...unsafe, ...findUnsafeValues(parts.query).unsafe]) details.push(notAllowed(path.slice(-100)));
  const path = check(endpoint.pathSchema, parts.path, true, details);
  const query = check(endpoint.querySchema, parts.query, true, details);
  const body = endpoint.upload ? parts.body : check(endpoint.bodySchema ?? noFields, parts.body, false, details);
  if (details.length > 0) refuseFaults(details);
  return { path, query, body: endpoint.bodySchema || endpoint.upload ? body : undefined };
}

function refuseFaults(faults: Fault[]): never {
  const [code, ...others] = new Set(faults.map((fault) => fault.code ?? "validation_error"));
  const details = faults.map(({ path, message }) => ({ path, message }));
  refuse(400, code === undefined || others.length > 0 ? "validation_error" : code, messageOf(details), details);
}

// The body of an endpoint that takes none: nothing, or an object without fields.
const noFields = Joi.object({}).label("body");

const notAllowed = (path: string): ErrorDetail => ({ path, message: `"${path}" is not allowed` });

const halfCharacter = (path: string): ErrorDetail => ({
  path,
  message: `"${path}" must be whole characters, and has half of a surrogate pair`,
});

function check(schema: ObjectSchema | undefined, value: unknown, convert: boolean, details: Fault[]): unknown {
  if (!schema) {
    // A part that the endpoint does not know must be empty; path parameters are the route's own.
    for (const name of namesIn(value)) details.push(notAllowed(name));
    return {};
  }
  const unknown = unknownNames(schema, value);
  if (unknown.length > manyDetails) {
    // So many that even naming them all would be work for nothing.
    for (const name of unknown.slice(0, manyDetails)) details.push(notAllowed(name.slice(0, 100)));
    return {};
  }
  if (convert) refuseOddIntegers(schema, value, details);
  if (refuseLongLists(schema, value, details)) return {};
  // Of a text that is far too long its length is told, and no pattern ever reads it; of a thousand faults the first.
  const checked = schema.validate(value, { abortEarly: isHuge(value), convert });
  for (const { path, message } of checked.error?.details ?? []) {
    const code = namesOf(schema).codes.get(path.join("."));
    if (details.length < manyDetails) details.push({ path: path.join("."), message: message.slice(0, 500), code });
  }
  return checked.value;
}

const manyDetails = 50;
const longText = 10_000;
const manyParts = 10_000;

function isHuge(value: unknown): boolean {
  const parts = [value];
  for (const part of parts) {
    if (typeof part === "string" && part.length > longText) return true;
    if (typeof part === "object" && part !== null) for (const inner of Object.values(part)) parts.push(inner);
    if (parts.length > manyParts) return true;
  }
  return false;
}

interface Names {
  all: Set<string>;
  integers: string[];
  /** How long each list may be. */
  lists: [name: string, max: number][];
  /** What a refusal of one field alone is called. */
  codes: Map<string, string>;
}

interface Described {
  type: string;
  rules?: { name: string; args?: { limit?: number } }[];
  metas?: { code?: string }[];
}

const namesOfSchemas = new WeakMap<ObjectSchema, Names>();

function namesOf(schema: ObjectSchema): Names {
  const known = namesOfSchemas.get(schema);
  if (known) return known;
  const keys = Object.entries((schema.describe().keys ?? {}) as Record<string, Described>);
  const integers = keys.filter(([, { rules }]) => rules?.some((rule) => rule.name === "integer")).map(([name]) => name);
  const lists = keys.flatMap(([name, { type, rules }]): Names["lists"] => {
    const max = rules?.find((rule) => rule.name === "max")?.args?.limit;
    return type === "array" && max !== undefined ? [[name, max]] : [];
  });
  const codes = keys.flatMap(([name, { metas = [] }]) =>
    metas.flatMap(({ code }): [string, string][] => (code ? [[name, code]] : [])),
  );
  const names = { all: new Set(keys.map(([name]) => name)), integers, lists, codes: new Map(codes) };
  namesOfSchemas.set(schema, names);
  return names;
}

function unknownNames(schema: ObjectSchema, value: unknown): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const { all } = namesOf(schema);
  return namesIn(value).filter((name) => !all.has(name));
}

// But for `__proto__`, which is named wherever it stands.
const namesIn = (value: unknown) => Object.keys((value ?? {}) as object).filter((name) => name !== "__proto__");

// A list that is too long is not read: each of its items could be wrong in more than one way.
function refuseLongLists(schema: ObjectSchema, value: unknown, details: ErrorDetail[]): boolean {
  const long = namesOf(schema).lists.filter(([name, max]) => {
    const list = (value as Record<string, unknown> | null | undefined)?.[name];
    return Array.isArray(list) && list.length > max;
  });
  for (const [path, max] of long) details.push({ path, message: `"${path}" must contain at most ${max} items` });
  return long.length > 0;
}

// What a path or a query says is text, and a reader of integers would take "3e0" or " 3" for 3.
function refuseOddIntegers(schema: ObjectSchema, value: unknown, details: ErrorDetail[]): void {
  for (const name of namesOf(schema).integers) {
    const text = (value as Record<string, unknown>)[name];
    if (typeof text !== "string" || /^-?\d+$/.test(text) || Number.isNaN(Number(text))) continue;
    details.push({ path: name, message: `"${name}" must be an integer in plain digits` });
  }
}

function messageOf(details: ErrorDetail[]): string {
  const [first, ...others] = details;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${first?.message ?? "The request is not right"}${more}.`;
}
