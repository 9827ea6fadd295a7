import type { Migration } from "../../../mixins/db/migrations.ts";
import { customerWords } from "../store/reindex.ts";

/** Schedules the words of all customers by the new rule of folding; a worker writes them. */
export const refoldedWords: Migration = { name: "0003-words", up: (context) => customerWords.schedule(context) };
