import type Joi from "joi";
import type { Store } from "../../../contracts.ts";

/** One field of a shape: its schema, its example, and the conversion of the source's value. */
export interface Field<In, Out> {
  schema: Joi.Schema;
  example: Out;
  /** Absent when the value is presented unchanged. */
  make?: (value: In, store: Store) => Out;
  /** The same field, read from another property, or computed from the source. */
  from<const Property extends string>(property: Property): Field<In, Out> & { property: Property };
  from<Source>(read: (source: Source, store: Store) => In): Field<In, Out> & Computed<Source>;
  /** The same field with another example. */
  showing(example: Out): Field<In, Out>;
}

interface Computed<Source> {
  read: (source: Source, store: Store) => unknown;
}

/** Any field of a shape of a `Source`; `In` is the type of the property that it reads. */
export interface AnyField<Source, In = never> {
  schema: Joi.Schema;
  example: unknown;
  make?: (value: In, store: Store) => unknown;
  property?: string;
  read?: (source: Source, store: Store) => unknown;
}

/** The type that a field presents. */
export type Out<F> = F extends { example: infer Example } ? Example : never;

/** Creates a field of a schema. */
export function field<In, Out>(
  schema: Joi.Schema,
  example: Out,
  make?: (value: In, store: Store) => Out,
): Field<In, Out> {
  return {
    schema,
    example,
    make,
    from: ((origin: unknown) => ({
      ...field(schema, example, make),
      ...(typeof origin === "string" ? { property: origin } : { read: origin }),
    })) as Field<In, Out>["from"],
    showing: (other) => field(schema, other, make),
  };
}
