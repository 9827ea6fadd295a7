import type { Transaction } from "sequelize";
import type { ImportedPart, ImportJob, ObjectOfImport, RefusedRow } from "../../services/contracts.ts";
import type { ActionContext } from "../actions/action.ts";
import { idempotent, type TransactionContext } from "../actions/idempotent.ts";
import { type Database, isUniqueViolation } from "../db/database.ts";
import { type Worker, wakeAfter } from "../jobs/poller.ts";
import { withOutbox } from "../messaging/outbox.ts";
import { newId } from "../values/ids.ts";
import { type Apply, failImport, type Outcome, type SentRow } from "./apply.ts";
import * as store from "./store.ts";

const keptMs = 7 * 24 * 3600 * 1000;
const mostTries = 8;

/**
 * A service's imports of files of rows. A file comes in parts; a part is done in one transaction with its counts and the
 * lines that it has imported, so that a killed process leaves whole parts and no row is imported twice.
 */
export class Imports<Item> {
  readonly #apply: Apply<Item>;

  constructor(apply: Apply<Item>) {
    this.#apply = apply;
  }

  /** Begins an import. */
  create(context: ActionContext, request: ObjectOfImport["createImport"]): Promise<ImportJob> {
    return idempotent(context, request, async ({ db, tx }) => {
      const { store_id, tenant_id, country, update_existing, header } = request;
      const now = Date.now();
      const counts = { row_count: 0, created: 0, updated: 0, refused: 0, tries: 0 };
      const row = {
        public_id: newId("imp"),
        store_id,
        tenant_id,
        country,
        status: "receiving" as const,
        ...counts,
        update_existing: update_existing ? 1 : 0,
        header: JSON.stringify(header),
        actor: JSON.stringify(context.actor),
        created_at: now,
        updated_at: now,
      };
      return store.toJob({ id: await store.insertImport(db, tx, row), ...row });
    });
  }

  /** Adds rows for the worker. A part that is there stays as it is. */
  async add({ db }: ActionContext, request: ObjectOfImport["addImportRows"]): Promise<{ position: number }> {
    const { position, rows } = request;
    const job = await this.#find(db, request);
    if (job.status === "receiving")
      await store.insertPart(db, job.id, { position, content: JSON.stringify(rows), done: "[]" });
    return { position };
  }

  /** Imports rows at once. Throws what the engine throws, and then has done nothing. */
  async run(context: ActionContext, request: ObjectOfImport["importRows"]): Promise<ImportedPart> {
    const { db } = context;
    const job = await this.#find(db, request);
    for (let tries = 1; ; tries++) {
      try {
        if (request.dry_run) return await this.#tryOut(context, job, request.rows as SentRow<Item>[]);
        return await withOutbox(db, context, async (txContext) => {
          await store.insertPart(db, job.id, { position: request.position, content: null, done: "[]" }, txContext.tx);
          return this.#do(txContext, job, request.position, request.rows as SentRow<Item>[]);
        });
      } catch (error) {
        // Another request inserted one of them after the lookup: the next lookup finds it.
        if (!isUniqueViolation(error) || tries === mostTries) throw error;
      }
    }
  }

  /** Starts the worker's part of an import. A request that is repeated with its key gives the import of the first. */
  start(context: ActionContext, request: ObjectOfImport["startImport"]): Promise<ImportJob> {
    const { idempotency_key, store_id, digest } = request;
    // Without the id of the import, which each attempt makes anew.
    const recorded = { idempotency_key, store_id, digest };
    return idempotent(context, recorded, async ({ db, tx }) => {
      const job = await this.#find(db, request, tx);
      if (job.status !== "receiving") return store.toJob(job);
      await store.updateImport(db, job.id, { status: "pending" }, tx);
      wakeAfter(tx, workerOf(db));
      return store.toJob({ ...job, status: "pending" });
    });
  }

  async get({ db }: ActionContext, request: ObjectOfImport["getImport"]): Promise<ImportJob> {
    return store.toJob(await this.#find(db, request));
  }

  async refusals({ db }: ActionContext, request: ObjectOfImport["importRefusals"]) {
    const job = await this.#find(db, request);
    const listed = await store.listRefusals(db, job.id, request.after ?? 0, request.limit);
    return { header: JSON.parse(job.header) as string[], ...listed };
  }

  /** The workers: one does the parts that wait, the other removes imports after a week. */
  workers(db: Database): Worker[] {
    return [
      { name: workerOf(db), everyMs: 1_000, due: store.anyWaiting(db), run: () => this.#next(db) },
      { name: `${workerOf(db)}.clean`, everyMs: 600_000, run: () => store.deleteOld(db, Date.now() - keptMs) },
    ];
  }

  async #find(db: Database, ref: { store_id: number; import_id: string }, tx?: Transaction) {
    const job = await store.findImport(db, ref.store_id, ref.import_id, tx);
    if (!job) throw failImport("import_not_found");
    return job;
  }

  async #next(db: Database): Promise<boolean> {
    let job: store.ImportRow | undefined;
    try {
      job = await store.firstWaiting(db);
      if (!job) return false;
      return await withOutbox(db, { actor: store.actorOf(job), request_id: null }, (txContext) =>
        this.#doNext(txContext),
      );
    } catch (error) {
      if (job) await this.#failed(db, job, error);
      throw error;
    }
  }

  async #doNext(txContext: TransactionContext): Promise<boolean> {
    const { db, tx } = txContext;
    const job = await store.lockWaiting(db, tx);
    if (!job) return false;
    const part = await store.nextPart(db, tx, job.id);
    if (part) await this.#do(txContext, job, part.position, JSON.parse(part.content ?? "[]") as SentRow<Item>[]);
    await store.updateImport(db, job.id, { status: part ? "running" : "completed", tries: 0 }, tx);
    return true;
  }

  // An import that keeps failing is given up, so that others are not delayed.
  async #failed(db: Database, job: store.ImportRow, error: unknown): Promise<void> {
    if (isUniqueViolation(error) || (error as { type?: unknown }).type === "service_unavailable") return;
    const tries = Number(job.tries) + 1;
    await store.updateImport(db, job.id, { tries, ...(tries >= mostTries ? { status: "failed" as const } : {}) });
  }

  async #do(txContext: TransactionContext, job: store.ImportRow, position: number, rows: SentRow<Item>[]) {
    const { db, tx } = txContext;
    const done = JSON.parse((await store.findPart(db, tx, job.id, position))?.done ?? "[]") as number[];
    const known = new Set(done);
    const { part, imported } = await this.#outcomes(
      txContext,
      job,
      rows.filter(({ line }) => !known.has(line)),
    );
    await store.insertRefusals(db, tx, job.id, part.refused);
    await store.finishPart(db, tx, job.id, position, [...done, ...imported]);
    await store.addCounts(db, tx, job.id, { ...part, rows: known.size === 0 ? rows.length : 0 });
    return { ...part, skipped: known.size };
  }

  async #tryOut(context: ActionContext, job: store.ImportRow, rows: SentRow<Item>[]): Promise<ImportedPart> {
    let part: ImportedPart | undefined;
    const undone = new Error("Nothing of it is kept.");
    await withOutbox(context.db, context, async (txContext) => {
      part = (await this.#outcomes(txContext, job, rows)).part;
      throw undone;
    }).catch((error) => {
      if (error !== undone) throw error;
    });
    return part as ImportedPart;
  }

  async #outcomes(txContext: TransactionContext, job: store.ImportRow, rows: SentRow<Item>[]) {
    const scope = { ...job, update_existing: job.update_existing === 1 };
    const wanted = rows.flatMap(({ line, item }) => (item === undefined ? [] : [{ line, item }]));
    const outcomes = new Map<number, Outcome>();
    const applied = await this.#apply(txContext, scope, wanted);
    for (const [index, { line }] of wanted.entries()) outcomes.set(line, applied[index] ?? "created");
    const part: ImportedPart = { created: 0, updated: 0, skipped: 0, refused: [] };
    const imported: number[] = [];
    for (const { line, cells, problem } of rows) {
      const outcome = outcomes.get(line) ?? { code: "validation_error", message: problem ?? "" };
      if (typeof outcome === "string") part[outcome]++;
      else part.refused.push({ line, ...outcome, cells } satisfies RefusedRow);
      if (typeof outcome === "string") imported.push(line);
    }
    return { part, imported };
  }
}

const workerOf = ({ service }: Database) => `${service}.import`;
