import type { ObjectSchema, ValidationErrorItem } from "joi";
import type { ErrorDetail } from "../../../mixins/actions/errors.ts";

/** What Joi describes of a schema, as far as messages need it. */
interface Described {
  keys?: Record<string, Described>;
  items?: Described[];
  examples?: unknown[];
}

/** A field that is not known where it stands, with what was meant or what is known there. */
export function unknownField(path: string, known?: Iterable<string>): ErrorDetail {
  if (known === undefined) return { path, message: `"${path}" is not known here` };
  const name = path.slice(path.lastIndexOf(".") + 1);
  const names = [...known];
  const meant = names.find((each) => isNear(each, name));
  if (meant !== undefined) return { path, message: `"${path}" is not known here: did you mean "${meant}"?` };
  return { path, message: `"${path}" is not known here; ${expectedOf(names)}` };
}

const shownNames = 20;

function expectedOf(names: string[]): string {
  if (names.length === 0) return "nothing is expected";
  return `expected: ${names.slice(0, shownNames).join(", ")}${names.length > shownNames ? ", …" : ""}`;
}

const longestMessage = 500;

/**
 * The message of one fault that a schema found in a part of a request. It may quote what was sent, and ends at a word when it
 * is long; the values that are allowed are the schema's own, and named whole.
 */
export function messageOf(schema: ObjectSchema, fault: ValidationErrorItem, isText: boolean): string {
  const message = sentenceOf(schema, fault, isText);
  if (fault.type === "any.only" || message.length <= longestMessage) return message;
  return `${message.slice(0, longestMessage).replace(/\s+\S*$/, "")} …`;
}

function sentenceOf(schema: ObjectSchema, fault: ValidationErrorItem, isText: boolean): string {
  const { path, type, message, context } = fault;
  if (path.length === 0 && type === "object.base") return "The body must be a JSON object";
  const whole = path.join(".");
  // A parameter of one value that stands in the query twice.
  if (isText && path.length === 1 && Array.isArray(context?.value)) return `"${whole}" must be sent once`;
  if (type === "object.unknown") return unknownField(whole, knownAt(schema, path.slice(0, -1))).message;
  // Joi's own message quotes the value, which may be a secret, and the pattern; schemas with a message of their own keep it.
  if (!type.startsWith("string.pattern.") || !message.includes(" fails to match the ")) return message;
  const form = context?.name ? `have the form: ${context.name}` : "have another form";
  const [example] = describedAt(schema, path)?.examples ?? [];
  return `"${whole}" must ${form}${typeof example === "string" ? `, such as ${example}` : ""}`;
}

const knownAt = (schema: ObjectSchema, path: (string | number)[]) => Object.keys(describedAt(schema, path)?.keys ?? {});

function describedAt(schema: ObjectSchema, path: (string | number)[]): Described | undefined {
  const root = descriptions.get(schema) ?? (schema.describe() as Described);
  descriptions.set(schema, root);
  return path.reduce<Described | undefined>((at, step) => stepInto(at, step), root);
}

const descriptions = new WeakMap<ObjectSchema, Described>();

const stepInto = (at: Described | undefined, step: string | number) =>
  typeof step === "number" ? at?.items?.[0] : at?.keys?.[step];

const longestGuess = 40;

/** True for names that differ by how they are written, or by a slip of the hand. */
function isNear(one: string, other: string): boolean {
  if (other.length > longestGuess || other === "") return false;
  const [a, b] = [one, other].map((name) => name.replace(/[_\-[\]]/g, "").toLowerCase()) as [string, string];
  return a === b || editsBetween(a, b) <= (Math.min(a.length, b.length) > 4 ? 2 : 1);
}

/** The letters that are to be added, left out or changed to make one name of another. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const change = one[at - 1] === other[to - 1] ? 0 : 1;
      next.push(Math.min((row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1, (row[to - 1] ?? 0) + change));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** An error of the parser: its kind, and what it could not read. */
export interface ParserError {
  status?: number;
  type?: string;
  code?: string;
  message?: string;
  charset?: string;
}

/** The kind of a request that ends before its body does. */
export const abortedType = "request.aborted";

/** Why a body is no JSON, and where, as far as the parser says it. */
export function jsonProblem({ type, code, message = "" }: ParserError = {}): string {
  if (type === abortedType) return "was not sent to its end";
  if (code !== undefined) return "is not well-formed in the compression that Content-Encoding names";
  const [place] = /line \d+ column \d+/.exec(message) ?? [];
  const [, token] = /^Unexpected token '(.)'/su.exec(message) ?? [];
  if (place) return `is not well-formed JSON at ${place.replace(" column", ", column")}`;
  if (message.startsWith("Unexpected end")) return "is not well-formed JSON: it ends too early";
  return `is not well-formed JSON${token ? `: ${JSON.stringify(token.toWellFormed())} is not expected where it stands` : ""}`;
}
