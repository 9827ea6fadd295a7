import * as t from "../../mixins/actions/params.ts";

export const importStatuses = ["receiving", "pending", "running", "completed", "failed"] as const;

export type ImportStatus = (typeof importStatuses)[number];

/** An import of a file of rows, and how far it is. */
export interface ImportJob {
  id: string;
  status: ImportStatus;
  /** The rows of the file that say something; the number is complete once all are received. */
  rows: number;
  created: number;
  updated: number;
  refused: number;
  created_at: number;
  updated_at: number;
}

/** A row that was not imported: where, why, and its cells as the file has them. */
export interface RefusedRow {
  line: number;
  code: string;
  message: string;
  cells: string[];
}

/** What became of the rows of one part of a file. */
export interface ImportedPart {
  created: number;
  updated: number;
  /** Rows that an earlier import of the same part had done. */
  skipped: number;
  refused: RefusedRow[];
}

const ofImport = { ...t.inStore, import_id: t.id() };

/** Parameters of the actions by which a service imports rows of one kind. */
export const importParams = <Item extends t.Schema>(item: Item) => ({
  createImport: t.object({
    ...t.inStore,
    ...t.write,
    tenant_id: t.id(),
    country: t.string().length(2),
    header: t.list(t.text()).max(1_000),
    /** Rows of what is there already change it; else they are refused. */
    update_existing: t.boolean(),
  }),
  addImportRows: t.object({
    ...ofImport,
    /** The place of these rows in the file. */
    position: t.integer().min(0),
    rows: t
      .list(t.object({ line: t.integer(), cells: t.list(t.text()), ...t.partial({ item, problem: t.text() }) }))
      .max(1_000),
  }),
  /** The same, done at once instead of by the service's worker; with `dry_run` nothing is kept. */
  importRows: t.object({
    ...ofImport,
    position: t.integer().min(0),
    rows: t
      .list(t.object({ line: t.integer(), cells: t.list(t.text()), ...t.partial({ item, problem: t.text() }) }))
      .max(1_000),
    dry_run: t.optional(t.boolean()),
  }),
  /** All rows are there; `digest` is the content's. A repeated request gives the import of the first. */
  startImport: t.object({ ...ofImport, ...t.write, digest: t.string(64) }),
  getImport: t.object(ofImport),
  importRefusals: t.object({ ...ofImport, after: t.optional(t.integer()), limit: t.paging.limit }),
});

/** The results of these actions. */
export interface ImportResults {
  createImport: ImportJob;
  addImportRows: { position: number };
  importRows: ImportedPart;
  startImport: ImportJob;
  getImport: ImportJob;
  importRefusals: { header: string[]; rows: RefusedRow[]; next: number | null };
}

/** The parameters of these actions, whatever their rows are. */
export type ObjectOfImport = {
  [Name in keyof ReturnType<typeof importParams<t.Typed<unknown>>>]: t.TypeOf<
    ReturnType<typeof importParams<t.Typed<unknown>>>[Name]
  >;
};
