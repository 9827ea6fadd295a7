import { inSpan } from "../../../config/tracing.ts";
import { type IdPrefix, newId } from "../../../mixins/values/ids.ts";
import type { ActionName, ActionParams, ActionResult } from "../../contracts.ts";
import type { Entry } from "../store/journal.ts";
import type { StepParams, WorkflowName, WriteName } from "./definition.ts";
import type { Run } from "./run.ts";
import { titleOf } from "./titles.ts";

/** A workflow: its name, what it is about, and its story. */
export interface Workflow<Name extends WorkflowName = WorkflowName> {
  name: Name;
  subject(input: ActionParams<Name>): { store_id: number; id: string };
  definition(step: Step, input: ActionParams<Name>): Promise<ActionResult<Name>>;
}

/** Runs another workflow for a step of this one. */
export type RunChild = <Name extends WorkflowName>(
  flow: Workflow<Name>,
  input: ActionParams<Name>,
) => Promise<ActionResult<Name>>;

/** How a change is taken back: it learns which key it undoes. */
export interface Undo<Name extends WriteName = WriteName> {
  action: Name;
  params: Omit<StepParams<Name>, "undoes">;
}

/** What a story is told with. Each step happens once, and a run that is resumed sees what it saw the first time. */
export class Step {
  readonly #run: Run;
  readonly #runChild: RunChild;
  readonly #path: string;
  readonly #branches = new Set<string | number>();
  #next = 0;

  constructor(run: Run, runChild: RunChild, path = "") {
    this.#run = run;
    this.#runChild = runChild;
    this.#path = path;
  }

  /** Asks an action that changes nothing. */
  async read<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>> {
    const entry = this.#entry(name);
    if (entry.state === "asked") {
      await this.#answer(entry, () => this.#run.call(name, params as object));
    }
    return this.#run.outcomeOf(entry) as ActionResult<Name>;
  }

  /**
   * Calls an action that changes something, with a key of its own. With `undo` the change is taken back when a later
   * step is refused before the point of no return; one without is such a point itself.
   */
  async call<Name extends WriteName, Other extends WriteName = WriteName>(
    name: Name,
    params: StepParams<Name>,
    undo?: Undo<Other>,
  ): Promise<ActionResult<Name>> {
    const entry = this.#entry(name, undo);
    if (entry.state === "asked") {
      if (!undo) this.#run.commit();
      const idempotency_key = await this.#run.beforeChange(entry);
      await this.#answer(entry, () => this.#run.call(name, { ...params, idempotency_key }));
      this.#run.afterChange();
    }
    return this.#run.outcomeOf(entry) as ActionResult<Name>;
  }

  /** Runs another workflow; what that does is not taken back. */
  async run<Name extends WorkflowName>(flow: Workflow<Name>, input: StepParams<Name>): Promise<ActionResult<Name>> {
    const entry = this.#entry(flow.name);
    if (entry.state === "asked") {
      this.#run.commit();
      const idempotency_key = await this.#run.beforeChange(entry);
      await this.#answer(entry, () => this.#runChild(flow, { ...input, idempotency_key } as ActionParams<Name>));
      this.#run.afterChange();
    }
    return this.#run.outcomeOf(entry) as ActionResult<Name>;
  }

  /** Drops what is cached under a key up to a version; doing it again does no harm. */
  async drop(key: string, version: number): Promise<void> {
    const entry = this.#entry("cache.delete");
    if (entry.state !== "done") await this.#answer(entry, () => this.#run.call("cache.delete", { key, version }));
  }

  /** Checks what was read; what it throws ends the run. */
  async check(title: string, work: () => void): Promise<void> {
    await inSpan(title, {}, async () => work());
  }

  /** Makes a public id. */
  newId(prefix: IdPrefix): string {
    const entry = this.#entry(`new ${prefix}`);
    if (entry.state === "asked") this.#run.note(entry, newId(prefix));
    return entry.outcome as string;
  }

  /**
   * A branch of the story that goes on beside others, of a name of its own; steps are known by their branch, in whatever
   * order they come.
   */
  branch(name: string | number): Step {
    if (this.#branches.has(name)) throw new Error(`There is a branch ${name} already.`);
    this.#branches.add(name);
    return new Step(this.#run, this.#runChild, `${this.#path}${name}.`);
  }

  /** Keeps what the story answers under its key, though it changes nothing. */
  keep(): Promise<void> {
    return this.#run.begin();
  }

  /** From the next change on the run only goes forward: what fails is tried until it is done. */
  async pointOfNoReturn(): Promise<void> {
    this.#run.commit();
  }

  /** Whose the run is: what it answered goes when they are erased. */
  about(customer_id: string | null): void {
    this.#run.record.customer_id = customer_id;
  }

  #entry(name: string, undo?: Undo): Entry {
    return this.#run.entry(`${this.#path}${this.#next++}`, name, undo);
  }

  #answer(entry: Entry, work: () => Promise<unknown>): Promise<void> {
    return inSpan(titleOf(entry.name), { "workflow.run": this.#run.record.id }, () => this.#run.answer(entry, work));
  }
}
