import { errorsOf } from "../actions/errors.ts";
import type { TransactionContext } from "../actions/idempotent.ts";

/** Errors of imports. */
export const importErrors = {
  import_not_found: [404, "There is no import of this id."],
} as const;

/** The error of an import. */
export const failImport = errorsOf(importErrors);

/** The store and the options of an import. */
export interface ImportScope {
  store_id: number;
  tenant_id: string;
  country: string;
  update_existing: boolean;
}

/** A row to be imported. */
export interface Importable<Item> {
  line: number;
  item: Item;
}
export type Outcome = "created" | "updated" | { code: string; message: string };

/** Imports rows in a transaction; returns the outcome of each. A violated unique key restarts it. */
export type Apply<Item> = (
  context: TransactionContext,
  scope: ImportScope,
  rows: readonly Importable<Item>[],
) => Promise<Outcome[]>;

/** A row as it is sent: its item, or why it has none. */
export type SentRow<Item> = { line: number; cells: string[]; item?: Item; problem?: string };
