import { isDeepStrictEqual } from "node:util";
import type { AnySchema } from "joi";
import type { Components } from "./component.ts";
import { portableOf } from "./patterns.ts";
import { withRelations } from "./relations.ts";

export type Json = Record<string, unknown>;

/** Whether a schema describes requests or answers. */
export type Direction = "input" | "output";

interface StandardJson {
  jsonSchema: Record<Direction, (options: { target: string; components: Components }) => Json>;
}

/** Converts Joi schemas to JSON Schema, and collects the named ones. */
export class Schemas {
  readonly byName: Record<string, Json> = {};
  /** Whether each error code has a model. */
  readonly namesErrors: boolean;
  readonly #added = {
    input: new Set<AnySchema>(),
    output: new Set<AnySchema>(),
  };

  constructor(namesErrors: boolean) {
    this.namesErrors = namesErrors;
  }

  /** The JSON Schema of a Joi schema; a reference for a named component. */
  of(schema: AnySchema, direction: Direction): Json {
    const published = schema.tailor("openapi");
    const standard = (published as unknown as { "~standard": StandardJson })["~standard"];
    const components = {
      add: (name: string, each: AnySchema) => this.#addOnce(name, each, direction),
    };
    const made = standard.jsonSchema[direction]({ target: "draft-2020-12", components });
    return publishable(withRelations(published, made), direction) as Json;
  }

  /** The same as a reference: to its own name, or to the given one. */
  named(name: string, schema: AnySchema, direction: Direction): Json {
    const made = this.of(schema, direction);
    return "$ref" in made || made.type !== "object" ? made : this.add(name, made);
  }

  /** Adds a schema under a name and returns a reference to it. */
  add(name: string, schema: Json): Json {
    const known = this.byName[name];
    if (known && !isDeepStrictEqual(known, schema)) throw new Error(`Two schemas are called ${name}.`);
    this.byName[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  }

  #addOnce(name: string, schema: AnySchema, direction: Direction): void {
    if (this.#added[direction].has(schema)) return;
    this.#added[direction].add(schema);
    this.add(name, this.of(schema, direction));
  }
}

// Answers may get new fields. Patterns are those that all regex dialects have.
function publishable(schema: unknown, direction: Direction): unknown {
  if (Array.isArray(schema)) return schema.map((each) => publishable(each, direction));
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema)
    .filter(([name, value]) => !(direction === "output" && name === "additionalProperties" && value === false))
    .map(([name, value]) => [
      name,
      name === "pattern" && typeof value === "string" ? portableOf(value) : publishable(value, direction),
    ])
    .filter(([, value]) => value !== undefined);
  const made = Object.fromEntries(entries);
  if (direction === "input" && made.type === "integer") Object.assign(made, { ...safe, ...made });
  return Array.isArray(made.anyOf) ? { ...made, anyOf: distinct(made.anyOf) } : made;
}

// What JSON readers agree on (RFC 7493); a request with another number is refused.
const safe = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

const distinct = (schemas: unknown[]) =>
  schemas.filter((each, index) => schemas.findIndex((other) => isDeepStrictEqual(other, each)) === index);
