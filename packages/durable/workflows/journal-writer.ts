import { insert, marks, orUpdate } from "../store/statements.ts";
import { isUniqueViolation, type Row, type Store } from "../store/store.ts";
import { Gathering } from "../work/gather.ts";
import { type IsPersonal, withoutPersonal } from "./erase.ts";
import { type Entry, firstSteps, type RunRecord, rowOfStep, type StepRow } from "./record.ts";
import { endRuns, insertRuns, lostOf, saveRuns } from "./run-changes.ts";

const mostTogether = 64;
// A run of no more steps than this is written as one row, one of more with a row for each later step.
const mostInRow = 16;

interface Task {
  kind: "begin" | "save" | "end";
  run: RunRecord;
  /** The key that the run has from then on. */
  key: string;
  /** Steps to write; at the end whether there are any to remove. */
  steps: StepRow[];
  hasRows?: boolean;
  /** All steps, to be written to the run's row. */
  document?: string;
  done: PromiseWithResolvers<boolean>;
}

/**
 * Writes the runs of a process to the journal: what is to be written at one time goes together, in one transaction.
 * Each method resolves with false when another run has the key, or another instance the run.
 */
export class JournalWriter {
  readonly #store: Store;
  readonly #leaseMs: number;
  readonly #isPersonal: IsPersonal | undefined;
  readonly #waiting: Task[] = [];
  readonly #gathering = new Gathering();
  #running = false;

  constructor(store: Store, leaseMs: number, isPersonal: IsPersonal | undefined) {
    this.#store = store;
    this.#leaseMs = leaseMs;
    this.#isPersonal = isPersonal;
  }

  /** Inserts a run with the steps that it has had so far, before its first change. */
  begin(run: RunRecord): Promise<boolean> {
    return this.#add({ kind: "begin", run, key: run.run_key, steps: [] });
  }

  /** True when a run's steps are to have rows of their own. */
  needsRows(run: RunRecord): boolean {
    return run.steps.length > mostInRow;
  }

  /** Writes the progress of a run, with its steps in its row. */
  saveWhole(run: RunRecord): Promise<boolean> {
    return this.#add({ kind: "save", run, key: run.run_key, steps: [], document: firstSteps(run.steps) });
  }

  /** Writes the progress of a run, with those of its steps that have changed. */
  save(run: RunRecord, changed: Iterable<Entry>): Promise<boolean> {
    const steps = [...changed].map((entry) => rowOfStep(run.id, entry));
    return this.#add({ kind: "save", run, key: run.run_key, steps });
  }

  /**
   * Writes the end of a run, and its key from then on. Its input and the outcomes of its steps may be personal and are
   * removed: only the result and the names of the steps stay.
   */
  end(run: RunRecord, key: string, hasRows: boolean): Promise<boolean> {
    return this.#add({ kind: "end", run, key, steps: [], hasRows });
  }

  #add(task: Omit<Task, "done">): Promise<boolean> {
    const done = Promise.withResolvers<boolean>();
    this.#waiting.push({ ...task, done });
    if (!this.#running) {
      this.#running = true;
      this.#beginSoon();
    }
    return done.promise;
  }

  #beginSoon(): void {
    this.#gathering.gather(
      () => this.#waiting.length,
      () => void this.#flush(),
    );
  }

  async #flush(): Promise<void> {
    const tasks = this.#waiting.splice(0, mostTogether);
    await this.#write(tasks).catch(() => Promise.all(tasks.map((task) => this.#writeAlone(task))));
    this.#gathering.note(tasks.length + this.#waiting.length);
    this.#running = this.#waiting.length > 0;
    if (this.#running) this.#beginSoon();
  }

  // One that cannot be written must not keep the others from it.
  async #writeAlone(task: Task): Promise<void> {
    try {
      await this.#write([task]);
    } catch (error) {
      if (task.kind === "begin" && isUniqueViolation(error)) task.done.resolve(false);
      else task.done.reject(error);
    }
  }

  async #write(tasks: Task[]): Promise<void> {
    const of = (kind: Task["kind"]) => tasks.filter((task) => task.kind === kind);
    const [begins, ends] = [of("begin"), of("end")];
    const [whole = [], saves = []] = split(of("save"), ({ document }) => document !== undefined);
    const steps = saves.flatMap((task) => task.steps);
    const removed = ends.filter(({ hasRows }) => hasRows).map(({ run }) => run.id);
    const work = async (tx?: unknown) => {
      if (begins.length > 0) await insertRuns(this.#store, runsOf(begins), this.#leaseMs, tx);
      const lost = new Set([
        ...(await this.#saveWhole(whole, tx)),
        ...(await this.#lostOf(saves, await saveRuns(this.#store, runsOf(saves), this.#leaseMs, { tx }), tx)),
        ...(await this.#lostOf(ends, await endRuns(this.#store, ends, tx), tx)),
      ]);
      await this.#writeSteps(
        steps.filter(({ run_id }) => !lost.has(run_id)),
        runsOf(saves),
        tx,
      );
      await this.#removeSteps(
        removed.filter((id) => !lost.has(id)),
        tx,
      );
      return lost;
    };
    const statements = [begins, whole, saves, ends, steps, removed].filter(({ length }) => length > 0).length;
    const lost = statements > 1 ? await this.#store.transaction(work) : await work();
    for (const { run, done } of tasks) done.resolve(!lost.has(run.id));
  }

  async #lostOf(tasks: Task[], written: number, tx?: unknown): Promise<string[]> {
    return written === tasks.length ? [] : lostOf(this.#store, runsOf(tasks), tx);
  }

  // One statement, unless somebody was erased: what of a run was not written then is of an erased person, or was claimed
  // by another instance, and stays so.
  async #saveWhole(tasks: Task[], tx?: unknown): Promise<string[]> {
    const documents = new Map(tasks.map(({ run, document = "" }) => [run.id, document]));
    const save = (some: Task[], options: object) =>
      saveRuns(this.#store, runsOf(some), this.#leaseMs, { tx, documents, ...options });
    if ((await save(tasks, { unlessErased: true })) === tasks.length) return [];
    const erased = await this.#erasedOf(runsOf(tasks), tx);
    for (const [id, workflow] of erased) {
      const document = documents.get(id) ?? "";
      documents.set(id, this.#isPersonal ? withoutPersonal(document, workflow, this.#isPersonal) : document);
    }
    await save(
      tasks.filter(({ run }) => erased.has(run.id)),
      {},
    );
    return lostOf(this.#store, runsOf(tasks), tx);
  }

  // The transaction has locked the rows of the runs, so that none of them is claimed or erased meanwhile.
  async #writeSteps(steps: StepRow[], runs: RunRecord[], tx?: unknown): Promise<void> {
    if (steps.length === 0) return;
    const erased = this.#isPersonal ? await this.#erasedOf(runs, tx) : new Map<string, string>();
    const rows = steps.map((step): Row => {
      const workflow = erased.get(step.run_id);
      const data = workflow && this.#isPersonal ? withoutPersonal(step.data, workflow, this.#isPersonal) : step.data;
      return { ...step, data };
    });
    await insert(this.#store, "workflow_steps", rows, tx, orUpdate(this.#store, "run_id, place", ["state", "data"]));
  }

  async #erasedOf(runs: RunRecord[], tx?: unknown): Promise<Map<string, string>> {
    const ids = runs.map(({ id }) => id);
    const sql = `SELECT public_id, workflow FROM workflow_runs WHERE erased = 1 AND public_id IN (${marks(ids)})`;
    const rows = await this.#store.rows<{ public_id: string; workflow: string }>(sql, ids, tx);
    return new Map(rows.map(({ public_id, workflow }) => [public_id, workflow]));
  }

  async #removeSteps(ids: string[], tx?: unknown): Promise<void> {
    if (ids.length > 0) await this.#store.run(`DELETE FROM workflow_steps WHERE run_id IN (${marks(ids)})`, ids, tx);
  }
}

const runsOf = (tasks: Task[]) => tasks.map(({ run }) => run);

function split<T>(all: T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
