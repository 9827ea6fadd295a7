import type Joi from "joi";
import type { Layout } from "./columns.ts";

/** The filled cells of a row, by field. */
export type Cells = Record<string, string>;

/** One kind of rows that can be imported. */
export interface ImportKind<Item> {
  layout: Layout;
  /** The schema of the API, which checks each row. */
  schema: Joi.ObjectSchema;
  /** Makes the reader of a file: it returns the fields of a row for the schema, or undefined for a row without content. */
  reader(): (cells: Cells) => Record<string, unknown> | undefined;
  /** The item of a checked row. Throws `validation_error`. */
  item(checked: Record<string, unknown>): Item;
}
