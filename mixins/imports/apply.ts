import { errorsOf } from "../actions/errors.ts";
import type { TransactionContext } from "../actions/idempotent.ts";

/** Errors of imports. */
export const importErrors = {
  import_not_found: [404, "There is no import of this id."],
} as const;

/** The error of an import. */
export const failImport = errorsOf(importErrors);

/** What an import works with. */
export interface ImportScope {
  store_id: number;
  tenant_id: string;
  country: string;
  update_existing: boolean;
}

/** A row to be imported, and what became of it. */
export interface Importable<Item> {
  line: number;
  item: Item;
}
export type Outcome = "created" | "updated" | { code: string; message: string };

/** Imports rows in a transaction; returns what became of each. A unique key that is violated starts it again. */
export type Apply<Item> = (
  context: TransactionContext,
  scope: ImportScope,
  rows: readonly Importable<Item>[],
) => Promise<Outcome[]>;

/** A row as it is sent: what is to be imported, or why it is not. */
export type SentRow<Item> = { line: number; cells: string[]; item?: Item; problem?: string };
