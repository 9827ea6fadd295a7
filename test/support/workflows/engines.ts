import {
  Engine,
  type EngineTiming,
  findByKey,
  type RunRecord,
  type Store,
  type Workflow,
} from "@seller-orchestra/durable";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { Database } from "../../../mixins/db/database.ts";
import { migrate } from "../../../mixins/db/migrations.ts";
import { storeOf } from "../../../mixins/db/store.ts";
import { poller } from "../../../mixins/jobs/poller.ts";
import moleculerConfig from "../../../moleculer.config.ts";
import type { Actions } from "../../../services/contracts.ts";
import { kindOfError } from "../../../services/orchestra/refusals.ts";
import { allMigrations } from "../core/all-migrations.ts";
import { patience } from "../until.ts";
import { type Line, runPlan } from "./definition.ts";
import targets, { faults } from "./targets.ts";

/** The product's timings, shortened; a step that nothing hinders must end in time on a slow machine too. */
export const shortTiming: EngineTiming = {
  callTimeout: 1_000 * patience,
  backoff: 4,
  maxBackoff: 20,
  stepTimeout: 400 * patience,
  runTimeout: 20_000,
  maxFaults: 5,
  lease: 300,
  unfitTimeout: 60_000,
  maxTakeUps: 100,
  poll: 30,
  cleanup: 60_000,
  retention: 60_000,
};

/** Where a process may die with respect to a call: before it, after its effect, or with its answer just received. */
export type Moment = "before" | "during" | "after";

/** A broker with `targets`, a journal, and as many instances of the runner as a test wants. */
export interface TestEngines {
  journal: Database;
  store: Store;
  targets: Database;
  broker: ServiceBroker;
  start(overrides?: Partial<EngineTiming>, dyingAt?: Map<string, Moment>): Instance;
  stop(): Promise<void>;
}

/** Opens it over the databases of this process's environment. */
export async function openEngines(): Promise<TestEngines> {
  // The retries of calls would hide what the runner itself does.
  const broker = new ServiceBroker({
    ...moleculerConfig,
    metrics: { enabled: false },
    retryPolicy: { enabled: false },
  });
  const service = broker.createService(targets as unknown as ServiceSchema) as unknown as { db: Database };
  await broker.start();
  const journal = new Database("stories");
  await migrate(journal, (await allMigrations()).orchestra ?? []);
  const instances: Instance[] = [];
  return {
    journal,
    store: storeOf(journal),
    targets: service.db,
    broker,
    start(overrides, dyingAt) {
      const instance = new Instance(storeOf(journal), broker, { ...shortTiming, ...overrides }, dyingAt);
      instances.push(instance);
      return instance;
    },
    async stop() {
      faults.clear();
      await Promise.all(instances.map((instance) => instance.stop()));
      await broker.stop();
      await journal.close();
    },
  };
}

const never = new Promise<never>(() => undefined);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An instance of the runner that can die: it then neither calls, writes nor answers, and releases nothing. */
export class Instance {
  readonly engine: Engine<Actions>;
  readonly died = Promise.withResolvers<void>();
  /** Subjects at whose call it dies. */
  readonly dyingAt: Map<string, Moment>;
  /** Set while the journal does not answer. */
  journalAway: Error | undefined;
  #dead = false;
  #awake: Promise<void> = Promise.resolve();
  #stop: () => Promise<void>;

  constructor(journal: Store, broker: ServiceBroker, timing: EngineTiming, dyingAt = new Map<string, Moment>()) {
    this.dyingAt = dyingAt;
    this.engine = new Engine({
      store: this.#guard(journal),
      workflows: [runPlan as unknown as Workflow<Actions, never>],
      call: (name, params, { timeout }) => this.#call(broker, name, params, { timeout }),
      logger: quiet,
      kindOf: kindOfError,
      timing,
    });
    this.#stop = poller.start(this.engine.workers(), quiet);
  }

  /** Asks for a run; never answers when the instance dies. */
  retry(idempotency_key: string, label: string, definition: Line[], customer_id?: string) {
    const caller = { actor: { type: "system", id: "test" } as const, request_id: null };
    const input = { idempotency_key, label, definition, ...(customer_id ? { customer_id } : {}) };
    return this.#live(this.engine.execute(runPlan, input, caller));
  }

  die(): void {
    this.#dead = true;
    this.died.resolve();
  }

  /** Pauses it as an overloaded machine would; it does not notice, and continues when resumed. */
  pause(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awake = promise;
    return resolve;
  }

  async stop(): Promise<void> {
    if (!this.#dead) await this.#stop();
  }

  async #call(broker: ServiceBroker, name: string, params: unknown, options: object): Promise<unknown> {
    const { subject, undoes } = params as { subject: string; undoes?: string };
    const about = undoes ? `${subject}/undo` : subject;
    const moment = this.dyingAt.get(about);
    if (this.#dead) return never;
    if (moment) this.dyingAt.delete(about);
    if (moment === "before") {
      this.die();
      return never;
    }
    await this.#awake;
    const answer = await this.#live(broker.call(name, params, options));
    if (moment === "after") this.die();
    if (moment === "during") {
      this.die();
      return never;
    }
    return answer;
  }

  // A call that was in flight when the instance died has its effect, and its answer is lost.
  async #live<T>(work: Promise<T>): Promise<T> {
    if (this.#dead) {
      work.catch(() => undefined);
      return never;
    }
    try {
      const answer = await work;
      await this.#awake;
      return this.#dead ? never : answer;
    } catch (error) {
      await this.#awake;
      if (this.#dead) return never;
      throw error;
    }
  }

  // A transaction happens as a whole or not at all, as far as others see it: a dead one would hold its locks here.
  #guard(store: Store): Store {
    const guarded = <T>(work: () => Promise<T>): Promise<T> => this.#whenAwake(work);
    return {
      ...store,
      // Its own, so that a dead instance's look for due work holds up no other's.
      database: this,
      rows: (sql, values, tx) => (tx ? store.rows(sql, values, tx) : guarded(() => store.rows(sql, values))),
      run: (sql, values, tx) => (tx ? store.run(sql, values, tx) : guarded(() => store.run(sql, values))),
      transaction: (work) => guarded(() => store.transaction(work)),
    };
  }

  async #whenAwake<T>(work: () => Promise<T>): Promise<T> {
    await this.#awake;
    if (this.#dead) return never;
    if (this.journalAway) throw this.journalAway;
    return this.#live(work());
  }
}

/** The run of a key, once it is in one of the states. */
export async function runIn(
  store: Store,
  key: string,
  ...states: RunRecord["state"][]
): Promise<RunRecord | undefined> {
  const run = await findByKey(store, key);
  return run && states.includes(run.state) ? run : undefined;
}
