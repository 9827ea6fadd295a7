import type { Description, Schema } from "joi";
import type { ErrorDetail } from "../../../mixins/actions/errors.ts";

/** The lists of a schema: how long one may be, and what its items and fields hold. */
interface Lists {
  max?: number;
  items: Lists[];
  fields: [name: string, lists: Lists][];
}

const listsOfSchemas = new WeakMap<Schema, Lists>();

const mostFound = 50;

/** Finds the lists of a value that are longer than its schema allows, without a look at their items. */
export function longLists(schema: Schema, value: unknown): ErrorDetail[] {
  const lists = listsOfSchemas.get(schema) ?? listsOf(schema.describe());
  listsOfSchemas.set(schema, lists);
  const found: ErrorDetail[] = [];
  find(lists, value, "", found);
  return found;
}

function find({ max, items, fields }: Lists, value: unknown, path: string, found: ErrorDetail[]): void {
  if (typeof value !== "object" || value === null || found.length >= mostFound) return;
  if (!Array.isArray(value)) {
    for (const [name, lists] of fields)
      if (Object.hasOwn(value, name)) find(lists, (value as Record<string, unknown>)[name], below(path, name), found);
    return;
  }
  if (max !== undefined && value.length > max)
    found.push({ path, message: `"${path}" must contain at most ${max} items` });
  else if (items.length > 0)
    value.forEach((item, at) => {
      for (const lists of items) find(lists, item, below(path, String(at)), found);
    });
}

const below = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);

function listsOf({ type, rules, keys = {}, items = [], matches = [] }: Description): Lists {
  const ofKeys = Object.entries(keys as Record<string, Description>).map(
    ([name, each]) => [name, listsOf(each)] as const,
  );
  // Of alternatives a value may be any: the fields and items of all of them.
  const others = (matches as { schema?: Description }[]).flatMap(({ schema }) => (schema ? [listsOf(schema)] : []));
  return {
    max: type === "array" ? maxOf(rules) : undefined,
    items: [...(items as Description[]).map(listsOf).filter(hasLists), ...others.flatMap((other) => other.items)],
    fields: [...ofKeys.filter(([, lists]) => hasLists(lists)), ...others.flatMap((other) => other.fields)].map(
      ([name, lists]) => [name, lists],
    ),
  };
}

const hasLists = ({ max, items, fields }: Lists) => max !== undefined || items.length > 0 || fields.length > 0;

const maxOf = (rules: { name: string; args?: { limit?: number } }[] = []) =>
  rules.find(({ name }) => name === "max")?.args?.limit;
