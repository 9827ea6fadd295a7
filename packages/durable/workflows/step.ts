import { newId } from "../ids.ts";
import type { ActionMap, StepParams, Undo, WriteName } from "./actions.ts";
import type { Entry, Tags } from "./record.ts";
import type { Run } from "./run.ts";
import { databaseTime, lookFor, nameOfWait, type Waited } from "./waiting.ts";

/** A workflow. Its name is an action's, whose parameters are its input. */
export interface Workflow<A extends ActionMap<A>, Name extends WriteName<A> = WriteName<A>> {
  name: Name;
  /**
   * The version of the definition, 1 by default. Raise it with each change of what the steps are, so that runs which began
   * before can go on as they began: `step.patched`.
   */
  version?: number;
  /** The earliest version whose runs the definition can still end, 1 by default. */
  oldest?: number;
  /** What a run concerns: an id for whoever looks at the journal, and tags. */
  subject(input: A[Name]["params"]): { id: string } & Tags;
  /** What makes two requests the same; the whole input without its key by default. */
  identity?(input: A[Name]["params"]): unknown;
  /** Must be deterministic: whatever may differ from call to call comes from `step`. */
  definition(step: Step<A>, input: A[Name]["params"]): Promise<A[Name]["result"]>;
}

/** Runs another workflow as a step of this one. */
export type RunChild<A extends ActionMap<A>> = <Name extends WriteName<A>>(
  flow: Workflow<A, Name>,
  input: A[Name]["params"],
) => Promise<A[Name]["result"]>;

/** The steps of a workflow definition. Each step happens once; a resumed run gets the recorded outcomes. */
export class Step<A extends ActionMap<A>> {
  readonly #run: Run;
  readonly #runChild: RunChild<A>;
  readonly #path: string;
  readonly #scopes = new Set<string | number>();
  #next = 0;

  constructor(run: Run, runChild: RunChild<A>, path = "") {
    this.#run = run;
    this.#runChild = runChild;
    this.#path = path;
  }

  /** Calls an action that changes nothing, or whose repetition is harmless: it gets no idempotency key. */
  async read<Name extends keyof A & string>(name: Name, params: A[Name]["params"]): Promise<A[Name]["result"]> {
    const entry = this.#entry(name);
    if (entry.state === "asked") await this.#perform(entry, () => this.#run.call(name, params));
    return this.#run.steps.outcomeOf(entry) as A[Name]["result"];
  }

  /**
   * Calls an action that changes state, with an idempotency key of its own. With `undo` the change is compensated when a
   * later step is refused before the point of no return; a change without `undo` is such a point itself.
   */
  call<Name extends WriteName<A>, Other extends WriteName<A> = WriteName<A>>(
    name: Name,
    params: StepParams<A, Name>,
    undo?: Undo<A, Other>,
  ): Promise<A[Name]["result"]> {
    return this.#change(name, (idempotency_key) => this.#run.call(name, { ...params, idempotency_key }), undo);
  }

  /**
   * The same for a change whose undo is known early: it is written with what is written before, which saves a commit. Plan
   * only what is asked for in any case, unless an earlier step is refused.
   */
  plan<Name extends WriteName<A>, Other extends WriteName<A> = WriteName<A>>(
    name: Name,
    undo: Undo<A, Other>,
  ): (params: StepParams<A, Name>) => Promise<A[Name]["result"]> {
    const entry = this.#entry(name, undo);
    this.#run.plan(entry);
    return (params) => this.#ask(entry, (idempotency_key) => this.#run.call(name, { ...params, idempotency_key }));
  }

  /** Runs another workflow, which is not compensated. */
  run<Name extends WriteName<A>>(flow: Workflow<A, Name>, input: StepParams<A, Name>): Promise<A[Name]["result"]> {
    return this.#change(flow.name, (idempotency_key) =>
      this.#runChild(flow, { ...input, idempotency_key } as A[Name]["params"]),
    );
  }

  /** Runs a guard over what was read, and returns what it does; an error ends the run. */
  check<Found>(title: string, work: () => Found): Promise<Found> {
    return this.#run.context.trace(title, {}, async () => work());
  }

  /** Makes an id: a prefix and a ULID. */
  newId(prefix: string): string {
    const entry = this.#entry(`new ${prefix}`);
    if (entry.state === "asked") this.#run.complete(entry, newId(prefix));
    return entry.outcome as string;
  }

  /** Steps under a unique name, for parallel branches and retries: their ids do not depend on the order of others. */
  scope(name: string | number): Step<A> {
    if (this.#scopes.has(name)) throw new Error(`There is a scope ${name} already.`);
    this.#scopes.add(name);
    return new Step(this.#run, this.#runChild, `${this.#path}${name}.`);
  }

  /** The time `ms` from now by the database's clock, in epoch milliseconds. */
  async after(ms: number): Promise<number> {
    const entry = this.#entry("after");
    const { store } = this.#run.context;
    if (entry.state === "asked") await this.#perform(entry, async () => (await databaseTime(store)) + ms);
    return this.#run.steps.outcomeOf(entry) as number;
  }

  /** Waits until a time by the database's clock. Meanwhile the run is a row of the journal and no more. */
  async sleep(until: number): Promise<void> {
    await this.#wait(null, until);
  }

  /**
   * Waits for the next signal of a topic that the run has not had, and returns its payload; undefined when the time comes
   * first. Meanwhile the run is a row of the journal and no more. One step of a run waits at a time.
   */
  async signal(topic: string, until: number): Promise<unknown> {
    const { signal, payload } = await this.#wait(topic, until);
    return signal === null ? undefined : payload;
  }

  /** Answers the caller with a result before the run ends: when it waits. Whatever becomes of the run, it stays its result. */
  reply(result: unknown): Promise<void> {
    return this.#run.reply(result);
  }

  /** Stores the result under the run's key even though the run changes nothing. */
  persist(): Promise<void> {
    return this.#run.begin();
  }

  /** From the next change on the run is never compensated: failed steps are retried until they are done. */
  async pointOfNoReturn(): Promise<void> {
    this.#run.commit();
  }

  /**
   * True for a run that began with this version of the workflow or a later one. A run that began earlier keeps to the
   * steps of its time: `if (step.patched(2)) await step.call(…)`.
   */
  patched(version: number): boolean {
    return this.#run.record.version >= version;
  }

  /** Sets tags that the definition learns on its way. */
  tag(tags: Tags): void {
    Object.assign(this.#run.record.tags, tags);
  }

  #change<Result>(name: string, work: (key: string) => Promise<unknown>, undo?: Entry["undo"]): Promise<Result> {
    return this.#ask(this.#entry(name, undo), work);
  }

  async #ask<Result>(entry: Entry, work: (idempotency_key: string) => Promise<unknown>): Promise<Result> {
    if (entry.state === "asked") {
      if (!entry.undo) this.#run.commit();
      const idempotency_key = await this.#run.beforeChange(entry);
      await this.#perform(entry, () => work(idempotency_key));
      this.#run.afterChange();
    }
    return this.#run.steps.outcomeOf(entry) as Result;
  }

  async #wait(topic: string | null, until: number): Promise<Waited> {
    const entry = this.#entry(nameOfWait(topic));
    const { context, record } = this.#run;
    if (entry.state === "asked") {
      await this.#run.begin();
      await this.#perform(entry, () => lookFor(context.store, record.steps, topic, until));
    }
    return this.#run.steps.outcomeOf(entry) as Waited;
  }

  #entry(name: string, undo?: Entry["undo"]): Entry {
    return this.#run.steps.entry(`${this.#path}${this.#next++}`, name, undo);
  }

  #perform(entry: Entry, work: () => Promise<unknown>): Promise<void> {
    const { context, record } = this.#run;
    const title = context.titleOf(entry.name);
    return context.trace(title, { "workflow.run": record.id }, () => this.#run.perform(entry, work));
  }
}
