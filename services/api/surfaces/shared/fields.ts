import Joi from "joi";
import type { Store } from "../../../contracts.ts";
import { component } from "../../openapi/component.ts";
import type { Enumeration } from "./enumerations.ts";
import { type Field, field } from "./field.ts";
import { money as inCurrency, isoTime } from "./values.ts";

// The kinds of fields of shapes. Each has an example and optionally a description.

/** An id. */
export const id = (example: string, about?: string) => plain<string>(Joi.string(), example, about);

/** Text, possibly empty. */
export const text = (example: string, about?: string) => plain<string>(Joi.string().allow(""), example, about);

/** Text or null. */
export const textOrNull = (example: string | null, about?: string) =>
  orNull(plain<string>(Joi.string().allow(""), example ?? "", about)).showing(example);

/** True or false. */
export const flag = (example: boolean, about?: string) => plain<boolean>(Joi.boolean(), example, about);

/** A whole number. */
export const count = (example: number, about?: string) => plain<number>(Joi.number().integer(), example, about);

/** A number other than an amount of money. */
export const number = (example: number, about?: string) => plain<number>(Joi.number(), example, about);

/** An amount: minor units inside, a number with the currency's decimals outside. */
export const money = (example: number, about?: string): Field<number, number> =>
  field(described(moneySchema, about), example, inCurrency);

/** A moment: milliseconds since 1970 inside, ISO 8601 outside. */
export const time = (example: string, about?: string): Field<number, string> =>
  field(described(Joi.string().isoDate().example(example), about), example, isoTime);

/** One of the values of an enumeration. */
export const oneOf = <Value extends string>(
  { schema }: Enumeration<Value>,
  example: NoInfer<Value>,
  about?: string,
): Field<Value, Value> => field(described(schema, about), example);

/** A JSON object of any shape. */
export const freeObject = <Value extends object>(example: Value, about?: string): Field<object, Value> =>
  field(described(anyObject, about), example);

/** The description of the model `FreeObject`, which requests and answers share. */
export const aboutFreeObject = "A JSON object of any shape; in a request of at most 3,000 bytes and 20 levels.";

const anyObject = component("FreeObject", Joi.object().unknown(true).description(aboutFreeObject));

/** A list of values of the field. */
export function list<In, Out>({ schema, example, make }: Field<In, Out>, about?: string): Field<In[], Out[]> {
  const items = described(Joi.array().items(schema), about);
  return field(items, [example], make && ((values, store) => all(values, make, store)));
}

/** The same field, or null when the source has none. */
export function orNull<In, Out>(
  { schema, example, make }: Field<In, Out>,
  about?: string,
): Field<In | null | undefined, Out | null> {
  const given = make
    ? (value: In | null | undefined, store: Store) =>
        value === null || value === undefined ? null : make(value, store)
    : (value: In | null | undefined) => (value ?? null) as Out | null;
  return field<In | null | undefined, Out | null>(described(schema.allow(null), about), example, given);
}

/** The same field, absent when the source has none. */
export const optional = <In, Out>({ schema, example, make }: Field<In, Out>): Field<In | undefined, Out | undefined> =>
  field<In | undefined, Out | undefined>(
    schema.optional(),
    example,
    make && ((value, store) => (value === undefined ? undefined : make(value, store))),
  );

const moneySchema = component("Money", Joi.number().description("An amount in the store's currency."));

const plain = <Value>(schema: Joi.Schema, example: Value, about?: string): Field<Value, Value> =>
  field(described(schema.example(example), about), example);

const described = (schema: Joi.Schema, about: string | undefined) => (about ? schema.description(about) : schema);

function all<In, Out>(values: In[], make: (value: In, store: Store) => Out, store: Store): Out[] {
  const made = new Array<Out>(values.length);
  for (let index = 0; index < values.length; index++) made[index] = make(values[index] as In, store);
  return made;
}

/** The same field of a value that is presented already. */
export const asIs = <Out>({ schema, example }: Field<never, Out>): Field<Out, Out> => field<Out, Out>(schema, example);
