import { isDeepStrictEqual } from "node:util";
import type { AnySchema, ObjectSchema } from "joi";
import type { Components } from "./component.ts";

export type Json = Record<string, unknown>;

/** What a schema is of: what a client sends, or what it is answered. */
export type Direction = "input" | "output";

interface StandardJson {
  jsonSchema: Record<Direction, (options: { target: string; components: Components }) => Json>;
}

/** Turns Joi schemas into the JSON Schema of a document, and collects those that have a name. */
export class Schemas {
  readonly named: Record<string, Json> = {};
  readonly #added = { input: new Set<AnySchema>(), output: new Set<AnySchema>() };

  /** The JSON Schema of a Joi schema. */
  of(schema: AnySchema | undefined, direction: Direction): Json {
    if (!schema) return {};
    const standard = (schema.tailor("openapi") as unknown as { "~standard": StandardJson })["~standard"];
    const components = { add: (name: string, each: AnySchema) => this.#add(name, each, direction) };
    return publishable(standard.jsonSchema[direction]({ target: "draft-2020-12", components }), direction) as Json;
  }

  /** The properties of an object by their names. */
  propertiesOf(schema: ObjectSchema | undefined): Record<string, Json> {
    return (this.of(schema, "input").properties ?? {}) as Record<string, Json>;
  }

  #add(name: string, schema: AnySchema, direction: Direction): void {
    if (this.#added[direction].has(schema)) return;
    this.#added[direction].add(schema);
    const made = this.of(schema, direction);
    const known = this.named[name];
    if (known && !isDeepStrictEqual(known, made)) throw new Error(`Two schemas are called ${name}.`);
    this.named[name] = made;
  }
}

// Answers may get new fields; and what other languages' patterns lack or read in another way is left out.
function publishable(schema: unknown, direction: Direction): unknown {
  if (Array.isArray(schema)) return schema.map((each) => publishable(each, direction));
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([name, value]) =>
      !(direction === "output" && name === "additionalProperties" && value === false) &&
      !(name === "pattern" && typeof value === "string" && /\\p|\(\?/i.test(value)),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, publishable(value, direction)]));
}
