import { inSpan } from "../../../config/tracing.ts";
import { type IdPrefix, newId } from "../../../mixins/values/ids.ts";
import type { ActionName, ActionParams, ActionResult } from "../../contracts.ts";
import type { Entry } from "../store/run-record.ts";
import type { StepParams, Undo, WorkflowName, WriteName } from "./definition.ts";
import type { Run } from "./run.ts";
import { titleOf } from "./titles.ts";

/** A workflow: its name, the subject of a run, and its definition. */
export interface Workflow<Name extends WorkflowName = WorkflowName> {
  name: Name;
  subject(input: ActionParams<Name>): { store_id: number; id: string };
  definition(step: Step, input: ActionParams<Name>): Promise<ActionResult<Name>>;
}

/** Runs another workflow as a step of this one. */
export type RunChild = <Name extends WorkflowName>(
  flow: Workflow<Name>,
  input: ActionParams<Name>,
) => Promise<ActionResult<Name>>;

/** The steps of a workflow definition. Each step happens once; a resumed run gets the recorded outcomes. */
export class Step {
  readonly #run: Run;
  readonly #runChild: RunChild;
  readonly #path: string;
  readonly #scopes = new Set<string | number>();
  #next = 0;

  constructor(run: Run, runChild: RunChild, path = "") {
    this.#run = run;
    this.#runChild = runChild;
    this.#path = path;
  }

  /** Calls an action that changes nothing. */
  async read<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>> {
    const entry = this.#entry(name);
    if (entry.state === "asked") await this.#perform(entry, () => this.#run.call(name, params as object));
    return this.#run.steps.outcomeOf(entry) as ActionResult<Name>;
  }

  /**
   * Calls an action that changes state, with an idempotency key of its own. With `undo` the change is compensated when a
   * later step is refused before the point of no return; a change without `undo` is such a point itself.
   */
  call<Name extends WriteName, Other extends WriteName = WriteName>(
    name: Name,
    params: StepParams<Name>,
    undo?: Undo<Other>,
  ): Promise<ActionResult<Name>> {
    return this.#change(name, (idempotency_key) => this.#run.call(name, { ...params, idempotency_key }), undo);
  }

  /** Runs another workflow, which is not compensated. */
  run<Name extends WorkflowName>(flow: Workflow<Name>, input: StepParams<Name>): Promise<ActionResult<Name>> {
    return this.#change(flow.name, (idempotency_key) =>
      this.#runChild(flow, { ...input, idempotency_key } as ActionParams<Name>),
    );
  }

  /** Removes a cached value up to a version; a repetition is harmless. */
  async drop(key: string, version: number): Promise<void> {
    const entry = this.#entry("cache.delete");
    if (entry.state !== "done") await this.#perform(entry, () => this.#run.call("cache.delete", { key, version }));
  }

  /** Runs a guard over what was read; an error ends the run. */
  async check(title: string, work: () => void): Promise<void> {
    await inSpan(title, {}, async () => work());
  }

  /** Makes a public id. */
  newId(prefix: IdPrefix): string {
    const entry = this.#entry(`new ${prefix}`);
    if (entry.state === "asked") this.#run.complete(entry, newId(prefix));
    return entry.outcome as string;
  }

  /** Steps under a unique name, for parallel branches and retries: their ids do not depend on the order of others. */
  scope(name: string | number): Step {
    if (this.#scopes.has(name)) throw new Error(`There is a scope ${name} already.`);
    this.#scopes.add(name);
    return new Step(this.#run, this.#runChild, `${this.#path}${name}.`);
  }

  /** Stores the result under the run's key even though the run changes nothing. */
  persist(): Promise<void> {
    return this.#run.begin();
  }

  /** From the next change on the run is never compensated: failed steps are retried until they are done. */
  async pointOfNoReturn(): Promise<void> {
    this.#run.commit();
  }

  /** Names the customer that the run concerns: its result is erased with them. */
  tagSubject(customer_id: string | null): void {
    this.#run.record.customer_id = customer_id;
  }

  async #change<Result>(
    name: string,
    work: (idempotency_key: string) => Promise<unknown>,
    undo?: Undo,
  ): Promise<Result> {
    const entry = this.#entry(name, undo);
    if (entry.state === "asked") {
      if (!undo) this.#run.commit();
      const idempotency_key = await this.#run.beforeChange(entry);
      await this.#perform(entry, () => work(idempotency_key));
      this.#run.afterChange();
    }
    return this.#run.steps.outcomeOf(entry) as Result;
  }

  #entry(name: string, undo?: Undo): Entry {
    return this.#run.steps.entry(`${this.#path}${this.#next++}`, name, undo);
  }

  #perform(entry: Entry, work: () => Promise<unknown>): Promise<void> {
    return inSpan(titleOf(entry.name), { "workflow.run": this.#run.record.id }, () => this.#run.perform(entry, work));
  }
}
