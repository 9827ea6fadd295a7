import type { Migration } from "../../../mixins/db/migrations.ts";
import { foldedProducts } from "../store/reindex.ts";

/** Schedules the words of all products by the new rule of folding; a worker writes them. */
export const refoldedWords: Migration = { name: "0004-words", up: (context) => foldedProducts.schedule(context) };
