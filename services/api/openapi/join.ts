import { isDeepStrictEqual } from "node:util";
import type { SurfaceTable } from "../endpoint.ts";
import type { Json } from "./json-schema.ts";
import { prefixOf } from "./names.ts";

/** The part of a document that a surface contributes. */
export interface Part {
  surface: SurfaceTable;
  paths: Json;
  webhooks: Json;
  schemas: Record<string, Json>;
}

/** The paths, webhooks and schemas of several surfaces; different schemas of one name get the surface's name as prefix. */
export function join(parts: Part[]): Omit<Part, "surface"> {
  const unlike = namesOfUnlike(parts);
  const joined = { paths: {}, webhooks: {}, schemas: {} };
  for (const { surface, paths, webhooks, schemas } of parts) {
    const rename = (name: string) => (unlike.has(name) ? `${prefixOf(surface)}${name}` : name);
    Object.assign(joined.paths, renamed(paths, rename));
    Object.assign(joined.webhooks, renamed(webhooks, rename));
    for (const [name, schema] of Object.entries(schemas)) {
      Object.assign(joined.schemas, { [rename(name)]: renamed(schema, rename) });
    }
  }
  return joined;
}

// A schema also differs when it refers to one that differs.
function namesOfUnlike(parts: Part[]): Set<string> {
  const unlike = new Set<string>();
  let size = -1;
  while (unlike.size > size) {
    size = unlike.size;
    for (const [index, { schemas }] of parts.entries()) {
      for (const [name, schema] of Object.entries(schemas)) {
        const others = parts.slice(index + 1).flatMap((part) => part.schemas[name] ?? []);
        const differs = others.some((other) => !isDeepStrictEqual(other, schema)) || referencesOf(schema, unlike);
        if (others.length > 0 && differs) unlike.add(name);
      }
    }
  }
  return unlike;
}

const prefix = "#/components/schemas/";

function referencesOf(schema: Json, names: Set<string>): boolean {
  const text = JSON.stringify(schema);
  return [...names].some((name) => text.includes(`"${prefix}${name}"`));
}

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === "$ref" && typeof each === "string" && each.startsWith(prefix)
        ? `${prefix}${rename(each.slice(prefix.length))}`
        : renamed(each, rename),
    ]),
  );
}
