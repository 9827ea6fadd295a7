import Joi from "joi";

// One statement of what an action takes: each builder makes a Joi schema that carries its TypeScript type. What is in
// an object is required unless it is `optional`. The rules that chain are those that narrow what is valid without
// changing the type, so a schema and its type cannot drift apart.

declare const type: unique symbol;
declare const absent: unique symbol;

/** Any schema made here. */
export interface Schema {
  readonly [type]: { of: unknown };
  validate(value: unknown, options?: Joi.ValidationOptions): Joi.ValidationResult;
}

/** A schema of exactly this type: neither of a wider nor of a narrower one. */
export interface Typed<T> extends Schema {
  readonly [type]: { of: T; exactly: (value: T) => T };
}

/** A field that may be left out. */
export interface Optional<T> extends Typed<T> {
  readonly [absent]: true;
}

/** The type of what a schema takes. */
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

export type TextSchema = Rules<Joi.StringSchema, TextRule, string>;
export type NumberSchema = Rules<Joi.NumberSchema, NumberRule, number>;
export type ListSchema<T> = Rules<Joi.ArraySchema, Common | "min" | "max" | "length" | "unique", T[]>;
export type ObjectSchema<T> = Rules<Joi.ObjectSchema, Common | "or" | "xor" | "with", T>;

/** The Joi schema that it is. */
export const joi = (schema: Schema) => schema as unknown as Joi.Schema;

const typed = <S extends Schema>(schema: Joi.Schema) => schema as unknown as S;

/** A text that says something. */
export const string = (max?: number) => typed<TextSchema>(max === undefined ? Joi.string() : Joi.string().max(max));
/** A text that may be empty. */
export const text = (max?: number) => typed<TextSchema>(joi(string(max)).allow(""));
/** A public id such as `ord_…`. */
export const id = (max = 64) => string(max);
/** A count, a number of a page, a time in epoch milliseconds, an amount in minor units. */
export const integer = () => typed<NumberSchema>(Joi.number().integer());
export const number = () => typed<NumberSchema>(Joi.number());
export const boolean = () => typed<Typed<boolean>>(Joi.boolean());
export const anything = () => typed<Typed<unknown>>(Joi.any());

/** One of an enumeration. */
export const oneOf = <const Value extends string>(values: readonly Value[]) =>
  typed<Typed<Value>>(Joi.string().valid(...values));

/** A list of what one schema takes. */
export const list = <S extends Schema>(of: S) => typed<ListSchema<TypeOf<S>>>(Joi.array().items(joi(of)));

/** An object of these fields and no others. */
export const object = <F extends Fields>(fields: F) =>
  typed<ObjectSchema<ObjectOf<F>>>(Joi.object(Object.fromEntries(Object.entries(fields).map(present))));

/** An object whose keys are data, not fields. */
export const record = <S extends Schema>(of: S) =>
  typed<Typed<Record<string, TypeOf<S>>>>(Joi.object().pattern(Joi.string(), joi(of)));

/** An object that nobody looks into. */
export const freeObject = () => typed<Typed<Record<string, unknown>>>(Joi.object().unknown());

/** An object that the service it is handed on to checks, without these fields: its type is the caller's word. */
export const unchecked = <T extends object>(...forbidden: string[]) =>
  typed<Typed<T>>(Joi.object(Object.fromEntries(forbidden.map((name) => [name, Joi.forbidden()]))).unknown());

/** What one of several schemas takes. */
export const anyOf = <S extends Schema[]>(...schemas: S) =>
  typed<Typed<TypeOf<S[number]>>>(Joi.alternatives().try(...schemas.map(joi)));

/** The same, or null. */
export const nullable = <S extends Schema>(schema: S) => typed<Typed<TypeOf<S> | null>>(joi(schema).allow(null));

/** A field that may be left out. */
export const optional = <S extends Schema>(schema: S) => typed<Optional<TypeOf<S>>>(joi(schema).optional());

/** A field that may be left out, and is refused unless another one has this value. */
export const optionalWhen = <S extends Schema>(schema: S, field: string, is: string) =>
  optional(typed<Typed<TypeOf<S>>>(joi(schema).when(field, { is, otherwise: Joi.forbidden() })));

/** The same fields, each of which may be left out: what a change takes. */
export const partial = <F extends Fields>(fields: F) =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, optional(schema)])) as {
    [K in keyof F]: Optional<TypeOf<F[K]>>;
  };

/** In every action: whose store it is about. */
export const inStore = { store_id: integer() };

/** Of a customer of that store. */
export const ofCustomer = { ...inStore, customer_id: id() };

/** In every action that changes state: repeating it with the same key changes nothing more. */
export const write = { idempotency_key: string(191) };

/** In every action that undoes a step: the step's key. */
export const undo = { undoes: string(191) };

/** The versions that a change is for; any when it is left out. */
export const ifVersions = { if_versions: optional(list(integer())) };

/** How much of a list: a page by number, or what follows a cursor. */
export const paging = {
  page: optional(integer().min(1)),
  cursor: optional(string(1_000)),
  limit: integer().min(1).max(1_000),
};

export const sortOrders = ["asc", "desc"] as const;

/** What a list goes by. */
export const sorting = <const Column extends string>(columns: readonly Column[]) =>
  object({ by: oneOf(columns), order: oneOf(sortOrders) });

function present([name, schema]: [string, Schema]): [string, Joi.Schema] {
  const field = joi(schema);
  return [name, field._flags.presence === undefined ? field.required() : field];
}
