import Joi from "joi";
import type { Store } from "../../../contracts.ts";
import { component } from "../../openapi/component.ts";
import { type AnyField, type Field, field, type Out } from "./field.ts";

/*
 * A shape is one declaration of a resource as clients read it. It gives the presenter, the schema, the named model of the
 * OpenAPI documents, the example and the type:
 *
 *   export const customer = shape<Customer>("Customer").with({
 *     id: id("cust_01JK7MZ3Q4N8T2V6X0Y1A5B9CD"),                          // the source's property of the same name
 *     phone: orNull(text("01712345678")),
 *     total_orders: count(12, "Orders that are not cancelled."),
 *     total_spent: money(185, "In all.").from("total_order_amount"),      // another property, as the field makes it
 *     status: oneOf("CustomerStatus", statuses, "active").from(statusOf), // made of the source (and the store)
 *     group: orNull(group),                                               // another shape
 *     addresses: list(address),                                           // a list of another shape
 *     created_at: time("2025-01-20T06:30:00.000Z"),                       // epoch ms inside, ISO 8601 outside
 *   });
 *
 *   customer.present(found, store)            // the presenter
 *   customer.schema                           // Joi, with the component's name
 *   customer.example                          // made of the fields' examples
 *   type Shown = Presented<typeof customer>
 *   endpoint({ …, ...answers(customer) })     // a table's `output`, `answerSchema` and `answerExample`; see `answers.ts`
 *
 *   // The same and more: fields are plain properties.
 *   const detail = shape<FullCustomer>("CustomerDetail").with({ ...customer.fields, notes: list(note) });
 *
 * A field whose property the source lacks, or has in another type, does not compile. The kinds of fields are in
 * `fields.ts`. Names are unique in a surface: the joined document prefixes those that differ between surfaces.
 */

type Fields<Source> = Record<string, AnyField<Source>>;

type PresentedFields<F> = { [Name in keyof F]: Out<F[Name]> };

/** What clients read of a `Source`. A shape is a field too, so shapes can be nested. */
export interface Shape<Source, F> extends Field<Source, PresentedFields<F>> {
  name: string;
  fields: F;
  present(source: Source, store: Store): PresentedFields<F>;
}

/** The type of what a shape presents. */
export type Presented<S> = S extends Shape<never, infer F> ? PresentedFields<F> : never;

// The property that a field reads; none for a field that a function computes.
type Read<Name, F> = F extends { read: unknown } ? never : F extends { property: infer Property } ? Property : Name;

// A field that does not fit gets a type that it cannot have: the compiler error then names it.
type Fitting<Source, F> = {
  [Name in keyof F]: [Read<Name, F[Name]>] extends [never]
    ? unknown
    : Read<Name, F[Name]> extends keyof Source
      ? F[Name] extends AnyField<Source, Source[Read<Name, F[Name]>]>
        ? unknown
        : { unfit: `The source's property is of another type than the field takes` }
      : { unfit: `The source has no such property` };
};

/** Declares a shape: see the top of this file. */
export const shape = <Source>(name: string) => ({
  with<F extends Fields<Source>>(fields: F & Fitting<Source, F>): Shape<Source, F> {
    const entries = Object.entries(fields as Fields<Source>);
    const schemas = entries.map(([each, { schema }]) => [each, isOptional(schema) ? schema : schema.required()]);
    const examples = entries.map(([each, { example }]) => [each, example]);
    const present = compile<Source, PresentedFields<F>>(entries);
    const schema = component(name, Joi.object(Object.fromEntries(schemas)));
    return { ...field(schema, Object.fromEntries(examples), present), name, fields, present };
  },
});

const isOptional = (schema: Joi.Schema) => schema.$_getFlag("presence") === "optional";

// Presenters run for each row of each list. A compiled object literal is several times as fast as a loop over fields. Only
// names of this source code are compiled, never input of a client.
function compile<Source, Shown>(fields: [string, AnyField<Source>][]): (source: Source, store: Store) => Shown {
  const reads = fields.map(([, { read }]) => read);
  const makes = fields.map(([, { make }]) => make);
  const constants = fields.map((_, index) => `read${index} = reads[${index}], make${index} = makes[${index}]`);
  const properties = fields.map(([name, { property = name, read, make }], index) => {
    const value = read ? `read${index}(source, store)` : `source[${JSON.stringify(property)}]`;
    return `${JSON.stringify(name)}: ${make ? `make${index}(${value}, store)` : value}`;
  });
  const code = `const ${constants.join(", ")}; return (source, store) => ({ ${properties.join(", ")} });`;
  return new Function("reads", "makes", code)(reads, makes);
}
