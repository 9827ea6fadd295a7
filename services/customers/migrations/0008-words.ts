import type { Migration } from "../../../mixins/db/migrations.ts";
import { customerWords } from "../store/reindex.ts";

/** Schedules the words of all customers without accents; a worker writes them. */
export const plainWords: Migration = { name: "0008-words", up: (context) => customerWords.schedule(context) };
