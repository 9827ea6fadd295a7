import Joi from "joi";

type Json = Record<string, unknown>;
type Description = { flags?: Json; allow?: unknown[]; keys?: Json };

/** Collects the named schemas of a document. */
export interface Components {
  add(name: string, schema: Joi.Schema): void;
}

const references = Joi.extend({
  type: "reference",
  base: Joi.any(),
  // Joi's own types leave this hook out.
  ...{
    jsonSchema(schema: Joi.AnySchema, json: Json, _mode: string, { components }: { components: Components }): Json {
      const { name, named } = schema.$_getFlag("_target") as { name: string; named: Joi.Schema };
      components.add(name, named);
      return { $ref: `#/components/schemas/${name}`, ...json };
    },
  },
});

/** The same schema, as a named component of the documents that is referred to wherever it is used. */
export function component<Schema extends Joi.AnySchema>(name: string, named: Schema): Schema {
  return named.alter({ openapi: (used: Joi.AnySchema) => reference(name, named, used) }) as Schema;
}

// A reference keeps what differs by place: required, nullable, default and description.
function reference(name: string, named: Joi.AnySchema, used: Joi.AnySchema): Joi.AnySchema {
  const { flags = {}, allow = [], keys = {} } = used.describe() as Description;
  const own = descriptionOf(named);
  if (Object.keys(keys).length !== Object.keys(own.keys ?? {}).length)
    throw new Error(`A schema was made of ${name} and needs a name of its own.`);
  let placed: Joi.AnySchema = references.reference().$_setFlag("_target", { name, named });
  if (flags.presence === "required") placed = placed.required();
  if (flags.default !== undefined) placed = placed.default(flags.default);
  if (allow.includes(null) && !own.allow?.includes(null)) placed = placed.allow(null);
  if (flags.description !== own.flags?.description) placed = placed.description(String(flags.description));
  return placed;
}

// A description walks the whole schema, and a named one is used in many places.
const described = new WeakMap<Joi.AnySchema, Description>();

function descriptionOf(named: Joi.AnySchema): Description {
  const known = described.get(named) ?? (named.describe() as Description);
  described.set(named, known);
  return known;
}
