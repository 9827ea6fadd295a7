import type { Migration } from "../../../mixins/db/migrations.ts";
import { createImportTables } from "../../../mixins/imports/store.ts";

/** Imports of files of stock. */
export const importTables: Migration = { name: "0002-imports", up: createImportTables };
