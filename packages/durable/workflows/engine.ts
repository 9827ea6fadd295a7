import { setTimeout as wait } from "node:timers/promises";
import { DurableError, Erased, KeyReused, KeyTaken, LeaseLost, Stopping, Unavailable } from "../errors.ts";
import { newId } from "../ids.ts";
import type { RequestHashes } from "../request-hash.ts";
import { periodic, type Worker } from "../work/poller.ts";
import type { ActionMap, WriteName } from "./actions.ts";
import { type Context, kindByCode } from "./context.ts";
import { callerError, executeRun } from "./execution.ts";
import { claimRun, findById, findByKey, findLapsed, removeEnded, renewLeases } from "./journal.ts";
import { hashesOfInput, newRun } from "./new-run.ts";
import type { Caller, RunRecord } from "./record.ts";
import { Run } from "./run.ts";
import type { Workflow } from "./step.ts";
import { type EngineTiming, engineTiming } from "./timing.ts";

const maxResumed = 20;

/** What an engine is made of; what has a default may be left out. */
export interface EngineOptions<A extends ActionMap<A>>
  extends Pick<Context, "store" | "call" | "logger">,
    Partial<Pick<Context, "kindOf" | "trace" | "titleOf">> {
  workflows: readonly Workflow<A, never>[];
  timing?: Partial<EngineTiming>;
}

/** Runs workflows in one process, and resumes those of processes that died. */
export class Engine<A extends ActionMap<A>> {
  readonly #context: Context;
  readonly #flows: Map<string, Workflow<A>>;
  readonly #owner = newId("req");
  readonly #live = new Map<Run, Promise<unknown>>();
  readonly #resumed = new Set<string>();
  readonly #stopping = new AbortController();

  constructor({ workflows, timing, ...options }: EngineOptions<A>) {
    this.#flows = new Map((workflows as readonly Workflow<A>[]).map((flow) => [flow.name, flow]));
    this.#context = {
      kindOf: kindByCode,
      trace: (_name, _attributes, work) => work(),
      titleOf: (action) => action,
      ...options,
      timing: { ...engineTiming, ...timing },
      stopping: this.#stopping.signal,
    };
  }

  /** Workers that resume lapsed runs, renew the leases of this instance and remove old runs. Stopping releases its runs. */
  workers(): Worker[] {
    const { store, timing } = this.#context;
    const { poll, lease, cleanup, retention } = timing;
    return [
      { ...periodic(`${store.service}.takeOver`, poll, () => this.#resumeLapsed()), close: () => this.#release() },
      periodic(`${store.service}.renewLeases`, lease / 3, () => this.#renewLeases()),
      periodic(`${store.service}.removeEnded`, cleanup, () => removeEnded(store, Date.now() - retention)),
    ];
  }

  async #release(): Promise<void> {
    this.#stopping.abort(new Stopping());
    await Promise.allSettled(this.#live.values());
  }

  /**
   * Runs a workflow, or returns the result of the run with the same key. Throws the refusal of a step, `KeyReused`, or
   * `Unavailable` while the outcome is unknown. A run that changes nothing is not stored, and may have another result the
   * next time, unless it is a child.
   */
  async execute<Name extends WriteName<A>>(
    flow: Workflow<A, Name>,
    input: A[Name]["params"],
    caller: Caller,
  ): Promise<{ result: A[Name]["result"]; replayed: boolean }> {
    const { store, timing } = this.#context;
    const run = new Run(newRun(flow, input, caller, { owner: this.#owner, lease: timing.lease }), this.#context, false);
    const outcome = await this.#drive(flow, run).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    if ("error" in outcome && outcome.error instanceof LeaseLost) {
      return { result: await this.#follow(run.record.id), replayed: false };
    }
    // A run that changed nothing, or was refused, may be the repetition of one that has done everything.
    const taken = "error" in outcome && outcome.error instanceof KeyTaken;
    const mayBeDone = taken || (!run.begun && (!("error" in outcome) || run.isRefusal(outcome.error)));
    const earlier = mayBeDone ? await findByKey(store, run.record.run_key) : undefined;
    if (earlier) return this.#replay(earlier, hashesOfInput(flow, input));
    if (taken) throw new Unavailable();
    if ("error" in outcome) throw outcome.error;
    return { ...outcome, replayed: false };
  }

  async #replay<Result>(earlier: RunRecord, hashes: RequestHashes): Promise<{ result: Result; replayed: true }> {
    if (!hashes.includes(earlier.request_hash)) throw new KeyReused();
    return { result: await this.#follow(earlier.id), replayed: true };
  }

  #drive<Name extends WriteName<A>>(flow: Workflow<A, Name>, run: Run): Promise<A[Name]["result"]> {
    const { id, subject, actor, request_id } = run.record;
    const caller = { actor, request_id };
    const attributes = { "workflow.run": id, "workflow.subject": subject };
    const driven = this.#context
      .trace(flow.name, attributes, () =>
        executeRun(flow, run, async (child, input) => (await this.execute(child, input, caller)).result),
      )
      .finally(() => this.#live.delete(run));
    this.#live.set(
      run,
      driven.catch(() => undefined),
    );
    return driven;
  }

  // Waits for the end of a run of another instance, and resumes it when its lease lapses.
  async #follow<Result>(id: string): Promise<Result> {
    const { store, timing } = this.#context;
    const deadline = Date.now() + timing.stepTimeout;
    for (;;) {
      const record = await findById(store, id);
      if (!record) throw new Unavailable();
      if (record.state === "completed") {
        if (record.result === undefined) throw new Erased();
        return record.result as Result;
      }
      const error = record.error ? new DurableError(record.error) : undefined;
      if (record.state === "failed" && error) throw error;
      if (record.state === "stuck") throw callerError(new Run(record, this.#context, true), error);
      if (Date.now() > deadline) throw new Unavailable();
      if (record.lease_until < Date.now()) await this.#resume(id);
      else await wait(50);
    }
  }

  async #resume(id: string): Promise<void> {
    const { store, logger, timing } = this.#context;
    const record = await claimRun(store, id, this.#owner, timing.lease);
    if (!record) return;
    const flow = this.#flows.get(record.workflow);
    if (!flow) throw new Error(`There is no workflow ${record.workflow}.`);
    logger.info({ run: id, workflow: record.workflow, attempts: record.attempts }, "a workflow is resumed");
    this.#resumed.add(id);
    await this.#drive(flow, new Run(record, this.#context, true)).catch(() => undefined);
    this.#resumed.delete(id);
  }

  // Does not wait for the resumed runs.
  async #resumeLapsed(): Promise<void> {
    const { store, logger } = this.#context;
    const free = maxResumed - this.#resumed.size;
    if (free <= 0) return;
    for (const id of await findLapsed(store, free)) {
      this.#resume(id).catch((error) => logger.warn({ run: id, error: String(error) }, "a workflow is not resumed"));
    }
  }

  async #renewLeases(): Promise<void> {
    const ids = [...this.#live.keys()].filter((run) => run.begun).map((run) => run.record.id);
    if (ids.length > 0) await renewLeases(this.#context.store, ids, this.#owner, this.#context.timing.lease);
  }
}
