import type { Context, EventSchema, ServiceBroker, ServiceSchema, ServiceSettingSchema } from "moleculer";
import { engineProblems } from "../config/engine-problems.ts";
import { env } from "../config/env.ts";
import type { Call, CallMeta } from "../services/contracts.ts";
import { type ActionDefinition, actionsByName, callerOf } from "./actions/action.ts";
import type { CoreInstance } from "./core-instance.ts";
import { Database } from "./db/database.ts";
import { type Migration, migrate } from "./db/migrations.ts";
import { janitors } from "./jobs/janitor.ts";
import { poller, type Worker } from "./jobs/poller.ts";
import { bus } from "./messaging/durable-events.ts";
import { type Signal, type Subscription, subscribeAll } from "./messaging/inbox.ts";
import { refill } from "./messaging/refill.ts";
import { startRelay } from "./messaging/relays.ts";
import { opsActions } from "./ops/actions.ts";
import { observeService } from "./service-metrics.ts";

export type { CoreInstance, Logger } from "./core-instance.ts";

/** The parts of a core service. */
interface CoreService {
  name: string;
  migrations: Migration[];
  actions: ActionDefinition[];
  subscriptions?: Subscription[];
  /** Handlers of signals of other services (`orders.revised`): they may be lost, so nothing may depend on them. */
  signals?: Record<string, (data: never, call: Call) => Promise<void>>;
  /** Inserts the demo data into a development database; runs under the migration lock, and must do nothing the second time. */
  demo?(db: Database): Promise<void>;
  /** Publishes metrics of its own; returns the function that ends it. */
  observe?(db: Database): () => void;
  /** Checks before it works whether it can; an error keeps the process from starting. */
  check?(service: CoreInstance): Promise<void>;
  /** Its background work, such as a queue. */
  workers?(service: CoreInstance, signal: Signal): Worker[];
}

/**
 * How core services run in this process. A passive one migrates and answers calls, and leaves events, dead letters and
 * background work to the running servers: the process of a command ends too early for them.
 */
export const mode = { passive: false };

type CoreSchema = ServiceSchema<ServiceSettingSchema, object, object, CoreInstance>;

/** Makes the Moleculer schema of a core service: migrations, actions, subscriptions, relay, workers, health. */
export function coreService(definition: CoreService): CoreSchema {
  const { name, subscriptions = [] } = definition;
  return {
    name,
    actions: {
      ...actionsByName([...definition.actions, ...opsActions(name)]),
      health: {
        async handler(this: CoreInstance) {
          await this.db.check();
          return engineProblems();
        },
      },
    },
    events: eventsOf(definition.signals ?? {}),
    created(this: CoreInstance) {
      this.db = new Database(name);
      this.ready = Promise.withResolvers();
      this.stops = [];
      if (!mode.passive) subscribeAll(this.db, subscriptions, this.ready.promise, this.logger, signalOf(this.broker));
    },
    async started(this: CoreInstance) {
      await migrate(this.db, definition.migrations, env.NODE_ENV === "development" ? definition.demo : undefined);
      await definition.check?.(this);
      if (mode.passive) return this.ready.resolve();
      const onError = (error: unknown) => this.logger.warn({ error: String(error) }, "events wait in the outbox");
      await bus.start(name, onError);
      const own = definition.workers?.(this, signalOf(this.broker)) ?? [];
      this.stops.push(
        observeService(this.db),
        ...(definition.observe ? [definition.observe(this.db)] : []),
        startRelay(this.db, this.logger),
        () => bus.stop(name),
        poller.start([...janitors(this.db, subscriptions), ...refills(this), ...own], this.logger),
      );
      this.ready.resolve();
    },
    async stopped(this: CoreInstance) {
      // A part that fails to stop must not keep the others from stopping.
      for (const stop of [...this.stops.reverse(), () => this.db.close()]) {
        try {
          await stop();
        } catch (error) {
          this.logger.error({ error: String(error) }, "a part failed to stop");
        }
      }
    },
  };
}

// In one process the outbox itself is what events are delivered from.
const refills = ({ db, logger }: CoreInstance): Worker[] => (bus.stores ? [refill(db, logger)] : []);

const signalOf =
  (broker: ServiceBroker): Signal =>
  (name, data) =>
    void broker.emit(name, data).catch(() => undefined);

function eventsOf(signals: NonNullable<CoreService["signals"]>): Record<string, EventSchema> {
  const handlers = Object.entries(signals).map(([name, handle]) => {
    const handler = (ctx: Context<never, CallMeta>) => handle(ctx.params, callerOf(ctx)).catch(() => undefined);
    return [name, { handler } as EventSchema];
  });
  return Object.fromEntries(handlers);
}
