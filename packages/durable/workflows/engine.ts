import { setTimeout as wait } from "node:timers/promises";
import { DurableError, Erased, KeyReused, KeyTaken, LeaseLost, Parked, Stopping, Unavailable } from "../errors.ts";
import { newId } from "../ids.ts";
import type { RequestHash } from "../request-hash.ts";
import { periodic, type Worker } from "../work/poller.ts";
import type { ActionMap, WriteName } from "./actions.ts";
import { type Context, kindByCode } from "./context.ts";
import type { IsPersonal } from "./erase.ts";
import { callerError, executeRun, leaveUnfit } from "./execution.ts";
import {
  anyLapsed,
  assertJournal,
  claimRun,
  findById,
  findByKey,
  findLapsed,
  removeEnded,
  renewLeases,
} from "./journal.ts";
import { JournalWriter } from "./journal-writer.ts";
import { hashOfInput, newRun } from "./new-run.ts";
import type { Caller, RunRecord } from "./record.ts";
import { Run } from "./run.ts";
import type { Workflow } from "./step.ts";
import { type EngineTiming, engineTiming } from "./timing.ts";
import { whyUnfit } from "./unfit.ts";

// How many runs that were taken up go on at a time, and how many more wait for a service that is unavailable.
const mostGoing = 20;
const mostBlocked = 500;

/** What an engine is made of; what has a default may be left out. */
export interface EngineOptions<A extends ActionMap<A>>
  extends Pick<Context, "store" | "call" | "logger">,
    Partial<Pick<Context, "kindOf" | "trace" | "canCall" | "titleOf">> {
  workflows: readonly Workflow<A, never>[];
  /** Which fields of a run are an erased person's, also in steps that it writes after `eraseRuns`. */
  isPersonal?: IsPersonal;
  timing?: Partial<EngineTiming>;
}

/** Runs workflows in one process, and resumes those of processes that died. */
export class Engine<A extends ActionMap<A>> {
  readonly #context: Context;
  readonly #flows: Map<string, Workflow<A>>;
  readonly #owner = newId("req");
  readonly #live = new Map<Run, Promise<unknown>>();
  readonly #resumed = new Set<Run>();
  readonly #stopping = new AbortController();

  constructor({ workflows, isPersonal, timing: overrides, ...options }: EngineOptions<A>) {
    const timing = { ...engineTiming, ...overrides };
    this.#flows = new Map((workflows as readonly Workflow<A>[]).map((flow) => [flow.name, flow]));
    this.#context = {
      kindOf: kindByCode,
      trace: (_name, _attributes, work) => work(),
      canCall: () => true,
      titleOf: (action) => action,
      ...options,
      timing,
      stopping: this.#stopping.signal,
      journal: new JournalWriter(options.store, timing.lease, isPersonal),
    };
  }

  /** Checks, before it works, that this build knows the journal. Throws when a newer build has written it. */
  start(): Promise<void> {
    return assertJournal(this.#context.store);
  }

  /** Workers that resume lapsed runs, renew the leases of this instance and remove old runs. Stopping releases its runs. */
  workers(): Worker[] {
    const { store, timing } = this.#context;
    const { poll, lease, cleanup, retention } = timing;
    const takeOver = periodic(`${store.service}.takeOver`, poll, () => this.#resumeLapsed());
    return [
      { ...takeOver, due: anyLapsed(store), close: () => this.#release() },
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
    const { store } = this.#context;
    const run = new Run(newRun(flow, input, caller, this.#owner), this.#context, false);
    const outcome = await this.#drive(flow, run).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    if ("error" in outcome && (outcome.error instanceof LeaseLost || outcome.error instanceof Parked)) {
      return { result: await this.#follow(run.record.id), replayed: false };
    }
    // A run that changed nothing, or was refused, may be the repetition of one that has done everything.
    const taken = "error" in outcome && outcome.error instanceof KeyTaken;
    const mayBeDone = taken || (!run.begun && (!("error" in outcome) || run.isRefusal(outcome.error)));
    const earlier = mayBeDone ? await findByKey(store, run.record.run_key) : undefined;
    if (earlier) return this.#replay(earlier, hashOfInput(flow, input));
    if (taken) throw new Unavailable();
    if ("error" in outcome) throw outcome.error;
    return { ...outcome, replayed: false };
  }

  async #replay<Result>(earlier: RunRecord, hash: RequestHash): Promise<{ result: Result; replayed: true }> {
    if (!hash.matches(earlier.request_hash)) throw new KeyReused();
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
    this.#live.set(run, Promise.allSettled([driven]));
    return driven;
  }

  // Waits for the end of a run of another instance, and resumes it when its lease lapses.
  async #follow<Result>(id: string): Promise<Result> {
    const { store, timing } = this.#context;
    const deadline = Date.now() + timing.stepTimeout;
    for (;;) {
      const record = await findById(store, id);
      if (!record) throw new Unavailable();
      if (record.result !== undefined) return record.result as Result;
      if (record.state === "completed") throw new Erased();
      const error = record.error ? new DurableError(record.error) : undefined;
      if (record.state === "failed" && error) throw error;
      if (record.state === "stuck") throw callerError(new Run(record, this.#context, true), error);
      if (Date.now() > deadline) throw new Unavailable();
      if (!(await this.#resume(id))) await wait(50);
    }
  }

  // Takes up a run whose lease has lapsed, and waits for its end. False when it was not taken up.
  async #resume(id: string): Promise<boolean> {
    const { store, logger, timing, canCall } = this.#context;
    if (!canCall()) return false;
    const record = await claimRun(store, id, this.#owner, timing.lease);
    if (!record) return false;
    const { workflow, attempts } = record;
    const run = new Run(record, this.#context, true);
    const flow = this.#flows.get(workflow);
    const unfit = whyUnfit(record, flow, timing.maxTakeUps);
    if (!flow || unfit) {
      await leaveUnfit(run, unfit?.reason ?? "workflow_unknown", unfit?.message ?? "");
      return true;
    }
    logger.info({ run: id, workflow, attempts }, "a workflow is resumed");
    this.#resumed.add(run);
    await this.#drive(flow, run).catch(() => undefined);
    this.#resumed.delete(run);
    return true;
  }

  // Does not wait for the resumed runs. Those that wait for a service leave room for others.
  async #resumeLapsed(): Promise<void> {
    const { store, logger } = this.#context;
    const blocked = [...this.#resumed].filter((run) => run.blocked).length;
    const free = Math.min(mostGoing - (this.#resumed.size - blocked), mostGoing + mostBlocked - this.#resumed.size);
    if (free <= 0) return;
    for (const id of await findLapsed(store, free)) {
      this.#resume(id).catch((error) => logger.warn({ run: id, error: String(error) }, "a workflow is not resumed"));
    }
  }

  async #renewLeases(): Promise<void> {
    const { store, timing, canCall } = this.#context;
    if (!canCall()) return;
    // A write renews the lease too.
    const silent = [...this.#live.keys()].filter((run) => run.begun && run.silentMs > timing.lease / 4);
    const ids = silent.map((run) => run.record.id);
    if (ids.length > 0) await renewLeases(store, ids, this.#owner, timing.lease);
  }
}
