import type Joi from "joi";
import type { Layout } from "./columns.ts";

/** The filled cells of a row, by field. */
export type Cells = Record<string, string>;

/** One kind of rows that can be imported. */
export interface ImportKind<Item> {
  layout: Layout;
  /** What the API takes, by which each row is checked. */
  schema: Joi.ObjectSchema;
  /** Makes the reader of one file: what a row says, as the schema checks it; undefined for one that says nothing. */
  reader(): (cells: Cells) => Record<string, unknown> | undefined;
  /** What is imported of a checked row. Throws `validation_error`. */
  item(checked: Record<string, unknown>): Item;
}
