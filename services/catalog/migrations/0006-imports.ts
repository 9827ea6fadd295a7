import type { Migration } from "../../../mixins/db/migrations.ts";
import { createImportTables } from "../../../mixins/imports/store.ts";

/** Imports of files of products. */
export const importTables: Migration = { name: "0006-imports", up: createImportTables };
