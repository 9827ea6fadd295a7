import type { Parsed } from "../harness/http.ts";

/** A value at a boundary of a schema, and what is special about it. */
export type Case = [about: string, value: unknown];

/** Values around what a JSON Schema of the documents allows, each part of it in turn; `good` is one that it allows. */
export function boundaries(schema: Parsed, good: unknown, find: (reference: string) => Parsed): Case[] {
  const casesOf = (part: Parsed, base: unknown): Case[] => {
    const { $ref, anyOf = [], properties, items, enum: values } = part;
    if ($ref) return casesOf(find($ref), base);
    const types = [part.type].flat();
    if (values)
      return [...values.map((value: unknown) => ["a member", value]), ["no member", "none of these"], ...other];
    return [
      ...other,
      ...anyOf.flatMap((each: Parsed) => casesOf(each, base)),
      ...(types.includes("string") ? textsOf(part) : []),
      ...(types.includes("integer") || types.includes("number") ? numbersOf(part) : []),
      ...(items ? listsOf(part, base) : []),
      ...(properties ? objectsOf(properties, base) : []),
    ];
  };

  const listsOf = ({ items, minItems = 0, maxItems = 0 }: Parsed, base: unknown): Case[] => {
    const [item = sampleOf(items)] = Array.isArray(base) ? base : [];
    const lengths = [0, minItems - 1, maxItems + 1].filter((length) => length >= 0);
    const lists = lengths.map(
      (length): Case => [`${length} items`, Array.from({ length }, (_, at) => unlike(item, at))],
    );
    const inside = casesOf(items, item).map(([about, value]): Case => [`[0] ${about}`, [value]]);
    return [...lists, ["an item twice", [item, item]], ...inside];
  };

  const objectsOf = (properties: Parsed, base: unknown): Case[] => {
    const whole = isObject(base) ? base : {};
    return Object.entries<Parsed>(properties).flatMap(([name, field]): Case[] => {
      const { [name]: given, ...rest } = whole;
      const value = given ?? sampleOf(field);
      const inside = casesOf(field, value).map(
        ([about, each]): Case => [`${name} ${about}`, { ...whole, [name]: each }],
      );
      const more = { ...whole, no_such_field: 1 };
      return [["one more field", more], [`without ${name}`, rest], [`${name} alone`, { [name]: value }], ...inside];
    });
  };

  const sampleOf = (part: Parsed): unknown => {
    const { $ref, anyOf, default: preset, enum: values, properties = {}, required = [], items, minimum = 1 } = part;
    if ($ref) return sampleOf(find($ref));
    if (anyOf) return sampleOf(anyOf.at(-1));
    if (preset !== undefined) return preset;
    if (values) return values[0];
    switch ([part.type].flat()[0]) {
      case "array":
        return [sampleOf(items)];
      case "object":
        return Object.fromEntries(required.map((name: string) => [name, sampleOf(properties[name])]));
      case "boolean":
        return true;
      case "string":
        return "a";
      default:
        return Math.max(minimum, 1);
    }
  };

  return [["itself", good], ...casesOf(schema, good)];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

// Items of a list may have to differ.
const unlike = (item: unknown, at: number): unknown =>
  typeof item === "string" ? `${item}${at}` : isObject(item) && "id" in item ? { ...item, id: `${at}` } : item;

const other: Case[] = [null, true, 1, "a", [], {}].map((value) => [JSON.stringify(value), value]);

const words = [
  ...[
    "",
    " ",
    "a b",
    "a\u0001b",
    "a\nb",
    "a\u0085b",
    "1",
    "-",
    "A1",
    "a.b-c_d",
    "+8801712345678",
    "(017) 12 34 56",
    "+",
  ],
  ...["rahim@example.com", "rahim@example", "https://example.com/a?b#c", "example.com", "pm_1", "048213", "BD"],
  ...["2026-11-30", "2026-11-30T10:00:00Z", "2026-11-30T10:00:00+06:00", "2026-11-30 10:00", "30.11.2026"],
];

function textsOf({ minLength = 0, maxLength = 0 }: Parsed): Case[] {
  const lengths = [minLength - 1, minLength, maxLength, maxLength + 1].filter((length) => length > 0);
  const repeated = ["a", "1"].flatMap((letter) => lengths.map((length) => letter.repeat(length)));
  return [...words, ...repeated].map((text) => [JSON.stringify(text).slice(0, 50), text]);
}

function numbersOf({ minimum, maximum }: Parsed): Case[] {
  const edges = [minimum, maximum].filter((edge) => edge !== undefined).flatMap((edge) => [edge - 1, edge, edge + 1]);
  return [...edges, 0, 0.5, -1, 2 ** 53].map((number) => [`${number}`, number]);
}
