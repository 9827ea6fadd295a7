import { isDeepStrictEqual } from "node:util";
import type { Json } from "./json-schema.ts";
import { pascal } from "./names.ts";

type Properties = Record<string, unknown>;

/** The data of some topics that have the same. */
interface Shape {
  name: string;
  topics: string[];
  schema: Json;
}

/**
 * The schemas of the data of events, as components: topics with the same data refer to one, and data that have all of
 * another's fields refer to that one for them.
 */
export class EventSchemas {
  /** The components that the topics' data refer to. */
  readonly byName: Record<string, Json> = {};
  readonly #definitions: Record<string, Json>;
  readonly #shapes: Shape[];

  constructor(dataOf: ReadonlyMap<string, Json>, definitions: Record<string, Json>) {
    this.#definitions = definitions;
    const groups = Map.groupBy(dataOf.keys(), (topic) => JSON.stringify(dataOf.get(topic)));
    this.#shapes = [...groups.values()].map((topics) => {
      const data = dataOf.get(topics[0] ?? "") ?? {};
      const defined = definedAs(data);
      const name = defined ?? nameOf(topics);
      return { name, topics, schema: defined === undefined ? data : (definitions[defined] ?? {}) };
    });
    for (const shape of this.#shapes) this.byName[componentOf(shape.name)] = this.#published(shape);
  }

  /** A reference to the data of a topic. */
  of(topic: string): Json {
    return referenceTo(this.#shapes.find(({ topics }) => topics.includes(topic))?.name ?? "");
  }

  #published(shape: Shape): Json {
    const base = this.#baseOf(shape);
    if (!base) return this.#moved(shape.schema) as Json;
    const [own, known] = [propertiesOf(shape), propertiesOf(base)];
    const names = Object.keys(own).filter((name) => !(name in known));
    const required = requiredOf(shape).filter((name) => names.includes(name));
    const rest = {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, this.#moved(own[name])])),
    };
    return { allOf: [referenceTo(base.name), required.length > 0 ? { ...rest, required } : rest] };
  }

  // The other data with the most fields that are all in this one.
  #baseOf(shape: Shape): Shape | undefined {
    const sizeOf = (each: Shape) => Object.keys(propertiesOf(each)).length;
    const isBase = (other: Shape) =>
      sizeOf(other) < sizeOf(shape) &&
      requiredOf(other).every((name) => requiredOf(shape).includes(name)) &&
      Object.entries(propertiesOf(other)).every(([name, schema]) =>
        isDeepStrictEqual(propertiesOf(shape)[name], schema),
      );
    return this.#shapes.filter(isBase).sort((one, other) => sizeOf(other) - sizeOf(one))[0];
  }

  // Answers may get new fields, so may events.
  #moved(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((each) => this.#moved(each));
    if (typeof schema !== "object" || schema === null) return schema;
    const { $ref, additionalProperties, ...rest } = schema as Json & { $ref?: string };
    const open = additionalProperties === false || additionalProperties === undefined ? {} : { additionalProperties };
    const entries = Object.entries(rest).map(([name, each]) => [name, this.#moved(each)]);
    const moved = { ...Object.fromEntries(entries), ...open };
    return $ref === undefined ? moved : { ...this.#refer($ref), ...moved };
  }

  #refer($ref: string): Json {
    const name = definedAs({ $ref }) ?? "";
    const component = componentOf(name);
    if (!(component in this.byName)) {
      // First: it may refer to itself.
      this.byName[component] = {};
      this.byName[component] = this.#moved(this.#definitions[name]) as Json;
    }
    return referenceTo(name);
  }
}

const propertiesOf = ({ schema }: Shape) => (schema.properties ?? {}) as Properties;
const requiredOf = ({ schema }: Shape) => (schema.required ?? []) as string[];

// Apart from the models of requests and answers, which may have the same names.
const componentOf = (name: string) => `Event${name}`;
const referenceTo = (name: string): Json => ({ $ref: `#/components/schemas/${componentOf(name)}` });

const definedAs = ({ $ref }: Json): string | undefined =>
  typeof $ref === "string" ? decodeURIComponent($ref.split("/").at(-1) ?? "") : undefined;

// Of one topic its own name; of several those of what they are about.
function nameOf(topics: string[]): string {
  if (topics.length === 1) return pascal(topics[0] ?? "");
  return [...new Set(topics.map((topic) => pascal(topic.split(".")[0] ?? "")))].join("Or");
}
