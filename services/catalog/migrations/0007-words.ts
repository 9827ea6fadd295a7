import type { Migration } from "../../../mixins/db/migrations.ts";
import { foldedProducts } from "../store/reindex.ts";

/** Schedules the words of all products without accents; a worker writes them. */
export const plainWords: Migration = { name: "0007-words", up: (context) => foldedProducts.schedule(context) };
