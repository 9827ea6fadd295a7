import type { AnySchema } from "joi";

type Json = Record<string, unknown>;

/** What a Joi schema says of fields that stand together. */
interface Relation {
  rel: string;
  key?: { key: string };
  peers: { key: string }[];
}

/**
 * The JSON Schema of a Joi schema with which fields need or exclude each other, which Joi leaves out. By `not` and
 * `dependentRequired` alone: of `oneOf` beside `properties`, generators of clients make types of their own.
 */
export function withRelations(schema: AnySchema, made: Json): Json {
  const { keys, items, dependencies } = schema.$_terms as Terms;
  const properties = (made.properties ?? {}) as Record<string, Json>;
  for (const { key, schema: field } of keys ?? []) if (properties[key]) withRelations(field, properties[key]);
  if (items?.[0] && made.items) withRelations(items[0], made.items as Json);
  return made.properties ? Object.assign(made, relationsOf(dependencies ?? [])) : made;
}

interface Terms {
  keys: { key: string; schema: AnySchema }[] | null | undefined;
  items: AnySchema[] | undefined;
  dependencies: Relation[] | null | undefined;
}

function relationsOf(relations: Relation[]): Json {
  const refused = relations.flatMap(refusedBy);
  const needed = Object.fromEntries(relations.flatMap(neededBy));
  return {
    ...(Object.keys(needed).length > 0 ? { dependentRequired: needed } : {}),
    ...(refused.length > 0 ? { not: refused.length === 1 ? refused[0] : { anyOf: refused } } : {}),
  };
}

function refusedBy({ rel, peers }: Relation): Json[] {
  const names = peers.map(({ key }) => key);
  const fields = (isThere: boolean) => Object.fromEntries(names.map((name) => [name, isThere]));
  const all = { properties: fields(true), required: names };
  const none = { properties: fields(false) };
  return { xor: [all, none], oxor: [all], or: [none] }[rel] ?? [];
}

function neededBy({ rel, key, peers }: Relation): [string, string[]][] {
  const names = peers.map((peer) => peer.key);
  if (rel === "with" && key) return [[key.key, names]];
  return rel === "and" ? names.map((name) => [name, names.filter((other) => other !== name)]) : [];
}
