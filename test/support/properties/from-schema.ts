import fc, { type Arbitrary } from "fast-check";
import type { Parsed } from "../harness/http.ts";

/** Values that a JSON Schema of the documents accepts. */
export function valid(schema: Parsed): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(valid));
  if (Array.isArray(schema.type)) {
    return fc.oneof(...schema.type.map((type: string) => valid({ ...schema, type })));
  }
  return ofType(schema);
}

function ofType(schema: Parsed): Arbitrary<unknown> {
  switch (schema.type) {
    case "string":
      return text(schema);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000, max: Math.min(schema.maximum ?? 1_000_000, 2 ** 31 - 1) });
    case "number":
      return fc.double({
        min: schema.minimum ?? -1e6,
        max: schema.maximum ?? 1e9,
        noNaN: true,
        noDefaultInfinity: true,
      });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return array(schema);
    case "object":
      return object(schema);
    default:
      return fc.jsonValue({ maxDepth: 2 }).filter(isCopied);
  }
}

function array({ items = {}, minItems = 0, maxItems = 3, uniqueItems }: Parsed): Arbitrary<unknown> {
  const lengths = { minLength: minItems, maxLength: Math.min(maxItems, minItems + 3) };
  return uniqueItems
    ? fc.uniqueArray(valid(items), { ...lengths, selector: (item) => JSON.stringify(item) })
    : fc.array(valid(items), lengths);
}

function object(schema: Parsed): Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Parsed>);
  if (properties.length === 0)
    return fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }).filter(isCopied);
  const arbitraries = Object.fromEntries(properties.map(([name, each]) => [name, valid(each)]));
  return fc
    .record(arbitraries, { requiredKeys: schema.required ?? [] })
    .filter((value) => Object.keys(value).length >= (schema.minProperties ?? 0));
}

// No schema says that a field may not be called so.
const isCopied = (value: unknown) => !JSON.stringify(value).includes('"__proto__":');

function text(schema: Parsed): Arbitrary<string> {
  const { minLength = 0, maxLength = 40, pattern, format } = schema;
  const fits = (value: string) => [...value].length >= minLength && value.length <= (schema.maxLength ?? 1_000);
  if (format === "email") return fc.emailAddress({ size: "small" }).filter(fits);
  if (format === "uri") return fc.webUrl({ validSchemes: ["http", "https"] }).filter(fits);
  if (format === "date-time") return moments;
  if (pattern?.startsWith(day)) return fc.oneof(moments, days).filter((value) => new RegExp(pattern).test(value));
  if (pattern) return patterned(pattern, fits);
  return fc
    .string({ unit: "grapheme", minLength: Math.max(minLength, 1), maxLength: Math.min(maxLength, 40) })
    .filter(fits);
}

const moments = fc
  .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
  .map((date) => date.toISOString());

// Which days there are, no pattern says.
const day = String.raw`^\d{4}-\d{2}-\d{2}`;
const days = moments.map((moment) => moment.slice(0, 10));

// What a pattern alone would give is mostly noise; these say how people write, and the pattern judges. Made once, as what
// is made from a pattern is: making one, and its first draw, lists every character.
const written = [
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  fc.stringMatching(/^\+?[0-9]{10,12}$/),
  fc.stringMatching(/^[A-Z]{2}$/),
];

function patterned(pattern: string, fits: (value: string) => boolean): Arbitrary<string> {
  const expression = new RegExp(pattern, "u");
  return fc.oneof(...written, ...matching(expression)).filter((value) => expression.test(value) && fits(value));
}

// Of what looks ahead nothing can be made from the pattern itself.
const matchingOf = new Map<string, Arbitrary<string>[]>();

function matching(expression: RegExp): Arbitrary<string>[] {
  const known = matchingOf.get(expression.source);
  if (known) return known;
  const made = /\(\?[=!<]/.test(expression.source) ? [] : [fc.stringMatching(expression)];
  matchingOf.set(expression.source, made);
  return made;
}

const nasty: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  1e21,
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff x",
  "👩‍👩‍👧‍👦",
  "\u202Eright to left",
  "x".repeat(5_000),
  "' OR 1=1 --",
  "%00%zz",
  "../../etc/passwd",
  "{{constructor}}",
  [],
  [[]],
  ["a", "b"],
  {},
  { a: { b: { c: {} } } },
  { $ne: null },
  JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`),
  JSON.parse('{"__proto__": {"admin": true}}'),
];

/** Values that hardly any schema accepts. */
export const wrong: Arbitrary<unknown> = fc.oneof(fc.constantFrom(...nasty), fc.jsonValue({ maxDepth: 4 }));

/** A body of the schema with something done to it that may make it wrong. */
export function broken(schema: Parsed): Arbitrary<unknown> {
  const names = Object.keys(schema.properties ?? {});
  return fc.oneof(
    { weight: 1, arbitrary: wrong },
    { weight: 3, arbitrary: changed(schema, fc.constantFrom(...names, "extra"), wrong) },
    { weight: 1, arbitrary: changed(schema, fc.constantFrom("__proto__", "constructor", "id", "store_id", ""), wrong) },
    {
      weight: 1,
      arbitrary: fc.tuple(valid(schema), fc.constantFrom(...names, "")).map(([body, name]) => without(body, name)),
    },
  );
}

function changed(schema: Parsed, name: Arbitrary<string>, value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(valid(schema), name, value)
    .map(([body, key, odd]) => Object.fromEntries([...Object.entries(body as object), [key, odd]]));
}

function without(body: unknown, name: string): unknown {
  return Object.fromEntries(Object.entries(body as object).filter(([key]) => key !== name));
}
