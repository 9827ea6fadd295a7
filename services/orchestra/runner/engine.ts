import { setTimeout as wait } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import { inSpan } from "../../../config/tracing.ts";
import { failShared, UnavailableError } from "../../../mixins/actions/errors.ts";
import type { Logger } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, ActionResult, Call } from "../../contracts.ts";
import { claimRun, findById, findByKey, findLapsed, removeEnded, renewLeases } from "../store/journal.ts";
import type { RunRecord } from "../store/run-record.ts";
import type { WorkflowName } from "./definition.ts";
import { isRefusal, KeyTaken, LeaseLost, Stopping, toError } from "./errors.ts";
import { callerError, executeRun } from "./execution.ts";
import { type Caller, newRun } from "./new-run.ts";
import { isChildKey, Run } from "./run.ts";
import type { RunChild, Workflow } from "./step.ts";
import { type EngineTiming, engineTiming } from "./timing.ts";

const maxResumed = 20;

interface Service {
  db: Database;
  broker: Pick<ServiceBroker, "call">;
  logger: Pick<Logger, "info" | "warn" | "error">;
}

/** Runs workflows in one instance of orchestra, and resumes those of failed instances. */
export class Engine {
  readonly #service: Service;
  readonly #flows: Map<string, Workflow>;
  readonly #timing: EngineTiming;
  readonly #owner = newId("req");
  readonly #live = new Map<Run, Promise<unknown>>();
  readonly #resumed = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(service: Service, flows: readonly Workflow<never>[], overrides: Partial<EngineTiming> = {}) {
    this.#service = service;
    this.#flows = new Map((flows as readonly Workflow[]).map((flow) => [flow.name, flow]));
    this.#timing = { ...engineTiming, ...overrides };
  }

  /** Workers that resume lapsed runs, renew the leases of this instance and remove old runs. Stopping releases its runs. */
  workers(): Worker[] {
    const { poll, lease, cleanup, retention } = this.#timing;
    const { db } = this.#service;
    return [
      { ...periodic("orchestra.takeOver", poll, () => this.#resumeLapsed()), close: () => this.#release() },
      periodic("orchestra.renewLeases", lease / 3, () => this.#renewLeases()),
      periodic("orchestra.removeEnded", cleanup, () => removeEnded(db, Date.now() - retention)),
    ];
  }

  async #release(): Promise<void> {
    this.#stopping.abort(new Stopping());
    await Promise.allSettled(this.#live.values());
  }

  /**
   * Runs a workflow, or returns the result of the run with the same key. Throws the refusal of a step,
   * `idempotency_key_reused`, or `service_unavailable` while the outcome is unknown. A run that changes nothing is not
   * stored, and may have another result the next time, unless it is a child.
   */
  async execute<Name extends WorkflowName>(
    flow: Workflow<Name>,
    input: ActionParams<Name>,
    caller: Caller,
  ): Promise<{ result: ActionResult<Name>; replayed: boolean }> {
    const record = newRun(flow, input, caller, { owner: this.#owner, lease: this.#timing.lease });
    const run = this.#runOf(record, false);
    const outcome = await this.#drive(flow, run).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    if ("error" in outcome && outcome.error instanceof LeaseLost) {
      return { result: await this.#follow(record.id), replayed: false };
    }
    // A run that changed nothing, or was refused, may be the repetition of one that has done everything.
    const taken = "error" in outcome && outcome.error instanceof KeyTaken;
    const mayBeDone = taken || (!run.begun && (!("error" in outcome) || isRefusal(outcome.error)));
    const earlier = mayBeDone ? await findByKey(this.#service.db, record.run_key) : undefined;
    if (earlier) return this.#replay(earlier, record);
    if (taken) throw new UnavailableError("workflow");
    if ("error" in outcome) throw outcome.error;
    return { ...outcome, replayed: false };
  }

  async #replay<Result>(earlier: RunRecord, repeated: RunRecord): Promise<{ result: Result; replayed: true }> {
    if (earlier.request_hash !== repeated.request_hash) throw failShared("idempotency_key_reused");
    return { result: await this.#follow(earlier.id), replayed: true };
  }

  #runOf(record: RunRecord, begun: boolean): Run {
    const { db, broker } = this.#service;
    const meta = { actor: record.actor, request_id: record.request_id ?? undefined };
    const call: Call = (name, params, options) =>
      broker.call(name, params, { ...options, meta, requestID: record.request_id ?? undefined }) as never;
    return new Run(record, { db, call, timing: this.#timing, stopping: this.#stopping.signal }, begun);
  }

  #drive<Name extends WorkflowName>(flow: Workflow<Name>, run: Run): Promise<ActionResult<Name>> {
    const { id, subject, actor, request_id } = run.record;
    const runChild: RunChild = async (child, input) => (await this.execute(child, input, { actor, request_id })).result;
    const driven = inSpan(flow.name, { "workflow.run": id, "workflow.subject": subject }, () =>
      executeRun(flow, run, runChild, this.#service.logger),
    ).finally(() => this.#live.delete(run));
    this.#live.set(
      run,
      driven.catch(() => undefined),
    );
    return driven;
  }

  // Waits for the end of a run of another instance, and resumes it when its lease lapses.
  async #follow<Result>(id: string): Promise<Result> {
    const deadline = Date.now() + this.#timing.stepTimeout;
    for (;;) {
      const run = await findById(this.#service.db, id);
      if (!run) throw new UnavailableError("workflow");
      if (run.state === "completed") {
        if (run.result === undefined) throw failShared("erased");
        return run.result as Result;
      }
      const error = run.error && toError(run.error);
      if (run.state === "failed" && error) throw error;
      if (run.state === "stuck") throw callerError(error, isChildKey(run.run_key));
      if (Date.now() > deadline) throw new UnavailableError("workflow");
      if (run.lease_until < Date.now()) await this.#resume(id);
      else await wait(50);
    }
  }

  async #resume(id: string): Promise<void> {
    const { db, logger } = this.#service;
    const record = await claimRun(db, id, this.#owner, this.#timing.lease);
    if (!record) return;
    const flow = this.#flows.get(record.workflow);
    if (!flow) throw new Error(`There is no workflow ${record.workflow}.`);
    logger.info({ run: id, workflow: record.workflow, attempts: record.attempts }, "a workflow is resumed");
    this.#resumed.add(id);
    await this.#drive(flow, this.#runOf(record, true)).catch(() => undefined);
    this.#resumed.delete(id);
  }

  // Does not wait for the resumed runs.
  async #resumeLapsed(): Promise<void> {
    const { db, logger } = this.#service;
    const free = maxResumed - this.#resumed.size;
    if (free <= 0) return;
    for (const id of await findLapsed(db, free)) {
      this.#resume(id).catch((error) => logger.warn({ run: id, error: String(error) }, "a workflow is not resumed"));
    }
  }

  async #renewLeases(): Promise<void> {
    const ids = [...this.#live.keys()].filter((run) => run.begun).map((run) => run.record.id);
    if (ids.length > 0) await renewLeases(this.#service.db, ids, this.#owner, this.#timing.lease);
  }
}
