import Joi from "joi";

// Builders of parameter schemas: each makes a Joi schema that carries its TypeScript type. A field of an object is
// required unless it is `optional`. The rules that can be chained narrow the valid values without changing the type, so
// a schema and its type cannot drift apart.

declare const type: unique symbol;
declare const absent: unique symbol;

/** Any schema made here. */
export interface Schema {
  readonly [type]: { of: unknown };
  validate(value: unknown, options?: Joi.ValidationOptions): Joi.ValidationResult;
}

/** A schema of exactly this type, neither wider nor narrower. */
export interface Typed<T> extends Schema {
  readonly [type]: { of: T; exactly: (value: T) => T };
}

/** A field that may be missing. */
interface Optional<T> extends Typed<T> {
  readonly [absent]: true;
}

/** The type of the values of a schema. */
export type TypeOf<S extends Schema> = S[typeof type]["of"];

type Fields = Record<string, Schema>;
type OptionalKey<F extends Fields> = { [K in keyof F]: F[K] extends { readonly [absent]: true } ? K : never }[keyof F];
type Flat<T> = { [K in keyof T]: T[K] };

/** The type of an object with these fields. */
export type ObjectOf<F extends Fields> = Flat<
  { [K in Exclude<keyof F, OptionalKey<F>>]: TypeOf<F[K]> } & { [K in OptionalKey<F>]?: TypeOf<F[K]> }
>;

type Rules<S, Rule extends keyof S, T> = Typed<T> & {
  [Name in Rule]: S[Name] extends (...args: infer Args) => unknown ? (...args: Args) => Rules<S, Rule, T> : never;
};
type Common = "custom" | "messages";
type TextRule = Common | "min" | "length" | "pattern" | "uppercase" | "trim";
type NumberRule = Common | "min" | "max" | "positive" | "precision" | "invalid";

type TextSchema = Rules<Joi.StringSchema, TextRule, string>;
type NumberSchema = Rules<Joi.NumberSchema, NumberRule, number>;
type ListSchema<T> = Rules<Joi.ArraySchema, Common | "min" | "max" | "length" | "unique", T[]>;
export type ObjectSchema<T> = Rules<Joi.ObjectSchema, Common | "or" | "xor" | "with", T>;

/** The Joi schema of a schema. */
export const joi = (schema: Schema) => schema as unknown as Joi.Schema;

const typed = <S extends Schema>(schema: Joi.Schema) => schema as unknown as S;

/** A text that is not empty. */
export const string = (max?: number) => typed<TextSchema>(max === undefined ? Joi.string() : Joi.string().max(max));
/** A text that may be empty. */
export const text = (max?: number) => typed<TextSchema>(joi(string(max)).allow(""));
/** A public id such as `ord_…`. */
export const id = (max = 64) => string(max);
/** A count, a page number, a time in epoch milliseconds, an amount in minor units. */
export const integer = () => typed<NumberSchema>(Joi.number().integer());
export const number = () => typed<NumberSchema>(Joi.number());
export const boolean = () => typed<Typed<boolean>>(Joi.boolean());
export const anything = () => typed<Typed<unknown>>(Joi.any());

/** One of an enumeration. */
export const oneOf = <const Value extends string>(values: readonly Value[]) =>
  typed<Typed<Value>>(Joi.string().valid(...values));

/** A list of values of one schema. */
export const list = <S extends Schema>(of: S) => typed<ListSchema<TypeOf<S>>>(Joi.array().items(joi(of)));

/** An object of these fields and no others. */
export const object = <F extends Fields>(fields: F) =>
  typed<ObjectSchema<ObjectOf<F>>>(Joi.object(Object.fromEntries(Object.entries(fields).map(present))));

/** An object whose keys are data, not fields. */
export const record = <S extends Schema>(of: S) =>
  typed<Typed<Record<string, TypeOf<S>>>>(Joi.object().pattern(Joi.string(), joi(of)));

/** An object with any fields. */
export const freeObject = () => typed<Typed<Record<string, unknown>>>(Joi.object().unknown());

/** An object without these fields, which another service will check: its type is only the caller's claim. */
export const unchecked = <T extends object>(...forbidden: string[]) =>
  typed<Typed<T>>(Joi.object(Object.fromEntries(forbidden.map((name) => [name, Joi.forbidden()]))).unknown());

/** A value of one of several schemas. */
export const anyOf = <S extends Schema[]>(...schemas: S) =>
  typed<Typed<TypeOf<S[number]>>>(Joi.alternatives().try(...schemas.map(joi)));

/** The same, or null. */
export const nullable = <S extends Schema>(schema: S) => typed<Typed<TypeOf<S> | null>>(joi(schema).allow(null));

/** A field that may be missing. */
export const optional = <S extends Schema>(schema: S) => typed<Optional<TypeOf<S>>>(joi(schema).optional());

/** A field that may be missing, and is refused unless another field has this value. */
export const optionalWhen = <S extends Schema>(schema: S, field: string, is: string) =>
  optional(typed<Typed<TypeOf<S>>>(joi(schema).when(field, { is, otherwise: Joi.forbidden() })));

/** The same fields, each of which may be missing: the parameters of a change. */
export const partial = <F extends Fields>(fields: F) =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, optional(schema)])) as {
    [K in keyof F]: Optional<TypeOf<F[K]>>;
  };

/** In every action: the store. */
export const inStore = { store_id: integer() };

/** A customer of the store. */
export const ofCustomer = { ...inStore, customer_id: id() };

/** In every action that changes state: a repeated call with the same key changes nothing more. */
export const write = { idempotency_key: string(191) };

/** In every action that undoes a step: the step's key. */
export const undo = { undoes: string(191) };

/** The versions that the record must have; any when missing. */
export const ifVersions = { if_versions: optional(list(integer())) };

/** Which part of a list: a page by number, or the page after a cursor. */
export const paging = {
  page: optional(integer().min(1)),
  cursor: optional(string(1_000)),
  limit: integer().min(1).max(1_000),
};

export const sortOrders = ["asc", "desc"] as const;

/** How a list is sorted. */
export const sorting = <const Column extends string>(columns: readonly Column[]) =>
  object({ by: oneOf(columns), order: oneOf(sortOrders) });

function present([name, schema]: [string, Schema]): [string, Joi.Schema] {
  const field = joi(schema);
  return [name, field._flags.presence === undefined ? field.required() : field];
}
