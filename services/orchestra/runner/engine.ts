import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import { inSpan } from "../../../config/tracing.ts";
import { failShared, UnavailableError } from "../../../mixins/actions/errors.ts";
import type { Logger } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, ActionResult, Actor, Call } from "../../contracts.ts";
import {
  claimRun,
  findById,
  findByKey,
  findLapsed,
  type RunRecord,
  releaseRun,
  removeEnded,
  renewLeases,
} from "../store/journal.ts";
import type { RunTiming, WorkflowName } from "./definition.ts";
import { isRefusal, NonDeterminismError, retryPolicy, Stopping, Stuck, toError, WorkflowFailure } from "./retry.ts";
import { isChildKey, KeyTaken, LeaseLost, Run } from "./run.ts";
import { type RunChild, Step, type Workflow } from "./step.ts";

/** How runs are held, in milliseconds. */
export interface EngineTiming extends RunTiming {
  /** How often lapsed leases are looked for. */
  look: number;
  /** How often runs are removed that ended long ago, and how long ago that is. */
  clean: number;
  keep: number;
}

const hour = 3600 * 1000;
/** How the product keeps time. `keep` is as long as any service knows a key (mixins/jobs/janitor.ts). */
export const engineTiming: EngineTiming = {
  ...retryPolicy,
  lease: 3_000,
  look: 1_000,
  clean: hour / 6,
  keep: 25 * hour,
};
const lapsedAtOnce = 20;
const unknownError = { type: "internal_error", code: 500, message: "" };

/** Who asked for a run, for the calls that it makes. */
export interface Caller {
  actor: Actor;
  request_id: string | null;
}

/** Runs workflows in one instance of orchestra, and goes on with those of instances that died. */
export class Engine {
  readonly #db: Database;
  readonly #broker: Pick<ServiceBroker, "call">;
  readonly #logger: Pick<Logger, "info" | "warn" | "error">;
  readonly #flows: Map<string, Workflow>;
  readonly #timing: EngineTiming;
  readonly #owner = newId("req");
  readonly #live = new Map<Run, Promise<unknown>>();
  readonly #adopted = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(
    service: { db: Database; broker: Pick<ServiceBroker, "call">; logger: Pick<Logger, "info" | "warn" | "error"> },
    flows: readonly Workflow<never>[],
    overrides: Partial<EngineTiming> = {},
  ) {
    this.#db = service.db;
    this.#broker = service.broker;
    this.#logger = service.logger;
    this.#flows = new Map((flows as readonly Workflow[]).map((flow) => [flow.name, flow]));
    this.#timing = { ...engineTiming, ...overrides };
  }

  /** Takes over runs that nobody goes on with, and holds its own. When they stop, what still runs is handed over. */
  workers(): Worker[] {
    const { look, lease, clean, keep } = this.#timing;
    return [
      { ...periodic("orchestra.takeOver", look, () => this.#takeOverLapsed()), close: () => this.#handOver() },
      periodic("orchestra.renewLeases", lease / 3, () => this.#holdOn()),
      periodic("orchestra.removeEnded", clean, () => removeEnded(this.#db, Date.now() - keep)),
    ];
  }

  async #handOver(): Promise<void> {
    this.#stopping.abort(new Stopping());
    await Promise.allSettled(this.#live.values());
  }

  /**
   * Runs a workflow, or answers what the run of the same key did. Throws what a step refused,
   * `idempotency_key_reused`, or `service_unavailable` where it is not known yet how it ends. A run that changed nothing
   * is not kept, and may answer something else the next time, unless it is part of another.
   */
  async execute<Name extends WorkflowName>(
    flow: Workflow<Name>,
    input: ActionParams<Name>,
    caller: Caller,
  ): Promise<{ result: ActionResult<Name>; replayed: boolean }> {
    const record = this.#newRecord(flow, input, caller);
    const run = this.#runOf(record, false);
    const outcome = await this.#drive(flow, run).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    if ("error" in outcome && outcome.error instanceof LeaseLost) {
      return { result: await this.#follow(record.id), replayed: false };
    }
    // That nothing was left to do, or is possible, may only mean that the run of this key has done it already.
    const taken = "error" in outcome && outcome.error instanceof KeyTaken;
    const mayBeDone = taken || (!run.begun && (!("error" in outcome) || isRefusal(outcome.error)));
    const earlier = mayBeDone ? await findByKey(this.#db, record.run_key) : undefined;
    if (earlier) return this.#repeat(earlier, record);
    if (taken) throw new UnavailableError("workflow");
    if ("error" in outcome) throw outcome.error;
    return { ...outcome, replayed: false };
  }

  async #repeat<Result>(earlier: RunRecord, asked: RunRecord): Promise<{ result: Result; replayed: true }> {
    if (earlier.request_hash !== asked.request_hash) throw failShared("idempotency_key_reused");
    return { result: await this.#follow(earlier.id), replayed: true };
  }

  #runOf(record: RunRecord, begun: boolean): Run {
    const meta = { actor: record.actor, request_id: record.request_id ?? undefined };
    const call: Call = (name, params, options) =>
      this.#broker.call(name, params, { ...options, meta, requestID: record.request_id ?? undefined }) as never;
    return new Run(record, { db: this.#db, call, timing: this.#timing, stopping: this.#stopping.signal }, begun);
  }

  #newRecord<Name extends WorkflowName>(flow: Workflow<Name>, input: ActionParams<Name>, caller: Caller): RunRecord {
    const now = Date.now();
    const { idempotency_key, ...request } = input as ActionParams<Name> & { idempotency_key: string; store?: object };
    const { store_id, id } = flow.subject(input);
    return {
      id: newId("run"),
      run_key: idempotency_key,
      workflow: flow.name,
      store_id,
      subject: id,
      customer_id: null,
      request_hash: createHash("sha256")
        // Of a store its id: its name or its language may change between two tries of a client.
        .update(`${flow.name}\n${JSON.stringify({ ...request, store: store_id })}`)
        .digest("base64"),
      ...caller,
      state: "running",
      committed: false,
      input,
      steps: [],
      result: undefined,
      error: null,
      lease_owner: this.#owner,
      lease_until: now + this.#timing.lease,
      attempts: 1,
      created_at: now,
      updated_at: now,
    };
  }

  #drive<Name extends WorkflowName>(flow: Workflow<Name>, run: Run): Promise<ActionResult<Name>> {
    const driven = inSpan(flow.name, { "workflow.run": run.record.id, "workflow.subject": run.record.subject }, () =>
      this.#tell(flow, run),
    ).finally(() => this.#live.delete(run));
    this.#live.set(
      run,
      driven.catch(() => undefined),
    );
    return driven;
  }

  async #tell<Name extends WorkflowName>(flow: Workflow<Name>, run: Run): Promise<ActionResult<Name>> {
    const { actor, request_id } = run.record;
    const runChild: RunChild = async (child, input) => (await this.execute(child, input, { actor, request_id })).result;
    let result: ActionResult<Name>;
    try {
      if (run.record.state === "undoing") throw toError(run.record.error ?? unknownError);
      result = await flow.definition(new Step(run, runChild), run.record.input as ActionParams<Name>);
      if (run.isChild) await run.begin();
    } catch (error) {
      await run.close();
      if (run.lost) throw new LeaseLost();
      if (!run.begun) throw error;
      throw await this.#orLeave(run, () => this.#endBadly(run, error));
    }
    if (run.begun) await this.#orLeave(run, () => run.end("completed", { result }));
    return result;
  }

  // Answers the error that the caller is told.
  async #endBadly(run: Run, error: unknown): Promise<unknown> {
    if (error instanceof Stopping || error instanceof NonDeterminismError) throw error;
    if (error instanceof WorkflowFailure) {
      await run.end("failed", { error: error.cause, keyFree: run.isChild });
      return error.cause;
    }
    const canUndo = !(run.record.committed && run.changed);
    if (canUndo && (!run.changed || (await run.undo(error)))) {
      // Another run that this one is part of remembers the refusal itself, and asks anew when somebody lets it go on.
      await run.end("failed", { error, keyFree: run.isChild || !isRefusal(error) });
      return error;
    }
    this.#logger.error({ run: run.record.id, workflow: run.record.workflow, err: error }, "a workflow is stuck");
    await run.getStuck(error);
    return told(error, run.isChild);
  }

  // What its end cannot be written of is left to whoever finds it, and nobody knows yet how it ends.
  async #orLeave<T>(run: Run, end: () => Promise<T>): Promise<T> {
    try {
      return await end();
    } catch (trouble) {
      if (trouble instanceof LeaseLost) throw trouble;
      this.#logger.warn({ run: run.record.id, error: String(trouble) }, "a workflow is left to whoever finds it");
      // Its lease lapses by itself: whoever is next may tell the same story as this process.
      if (!(trouble instanceof NonDeterminismError)) await releaseRun(this.#db, run.record).catch(() => undefined);
      throw new UnavailableError("workflow");
    }
  }

  // Waits for the end of a run that somebody else goes on with, or goes on with it when nobody does.
  async #follow<Result>(id: string): Promise<Result> {
    const deadline = Date.now() + this.#timing.stepTimeout;
    for (;;) {
      const run = await findById(this.#db, id);
      if (!run) throw new UnavailableError("workflow");
      if (run.state === "completed") {
        if (run.result === undefined) throw failShared("erased");
        return run.result as Result;
      }
      const error = run.error && toError(run.error);
      if (run.state === "failed" && error) throw error;
      if (run.state === "stuck") throw told(error, isChildKey(run.run_key));
      if (Date.now() > deadline) throw new UnavailableError("workflow");
      if (run.lease_until < Date.now()) await this.#takeOver(id);
      else await wait(50);
    }
  }

  async #takeOver(id: string): Promise<void> {
    const record = await claimRun(this.#db, id, this.#owner, this.#timing.lease);
    if (!record) return;
    const flow = this.#flows.get(record.workflow);
    if (!flow) throw new Error(`There is no workflow ${record.workflow}.`);
    this.#logger.info({ run: id, workflow: record.workflow, attempts: record.attempts }, "a workflow goes on");
    this.#adopted.add(id);
    await this.#drive(flow, this.#runOf(record, true)).catch(() => undefined);
    this.#adopted.delete(id);
  }

  async #takeOverLapsed(): Promise<void> {
    const free = lapsedAtOnce - this.#adopted.size;
    if (free <= 0) return;
    // They run on beside the next look.
    for (const id of await findLapsed(this.#db, free)) {
      this.#takeOver(id).catch((error) => this.#logger.warn({ run: id, error: String(error) }, "a workflow waits"));
    }
  }

  async #holdOn(): Promise<void> {
    const ids = [...this.#live.keys()].filter((run) => run.begun).map((run) => run.record.id);
    if (ids.length > 0) await renewLeases(this.#db, ids, this.#owner, this.#timing.lease);
  }
}

// What stops a run that cannot go back is what its caller wants to know; a run that it is part of has to wait with it.
const told = (error: unknown, isChild: boolean) => (isRefusal(error) && !isChild ? error : new Stuck());
