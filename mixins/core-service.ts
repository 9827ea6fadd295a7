import type { Context, EventSchema, ServiceBroker, ServiceSchema, ServiceSettingSchema } from "moleculer";
import { engineProblems } from "../config/engine-problems.ts";
import { env } from "../config/env.ts";
import { areSpread, shardNumbers } from "../config/shards.ts";
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
import { subscribeOnShards } from "./shards/consumers.ts";
import { beginLater, checkShards, prepareAll } from "./shards/start.ts";

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
          await (this.shards ? checkShards(this.shards) : this.db.check());
          return engineProblems();
        },
      },
    },
    events: eventsOf(definition.signals ?? {}),
    created(this: CoreInstance) {
      this.db = new Database(name);
      this.ready = Promise.withResolvers();
      this.stops = [];
      if (areSpread) this.shards = shardNumbers.map((shard) => (shard === 0 ? this : instanceOn(shard, name, this)));
      if (mode.passive) return;
      if (this.shards) subscribeOnShards(this.shards, subscriptions, signalOf(this.broker));
      else subscribeAll(this.db, subscriptions, this.ready.promise, this.logger, signalOf(this.broker));
    },
    async started(this: CoreInstance) {
      const all = this.shards ?? [this];
      await prepareAll(all, (service) => prepare(definition, service));
      const there = all.filter(({ isAway }) => !isAway);
      if (mode.passive) {
        for (const { ready } of there) ready.resolve();
        return;
      }
      const onError = (error: unknown) => this.logger.warn({ error: String(error) }, "events wait in the outbox");
      await bus.start(name, onError);
      this.stops.push(() => bus.stop(name));
      for (const service of there) begin(definition, service);
      const late = async (service: CoreInstance) => {
        await prepare(definition, service);
        begin(definition, service);
      };
      if (there.length < all.length) this.stops.push(beginLater(all, late));
    },
    async stopped(this: CoreInstance) {
      for (const { stops, db, logger } of this.shards ?? [this]) {
        // A part that fails to stop must not keep the others from stopping.
        for (const stop of [...stops.reverse(), () => db.close()]) {
          try {
            await stop();
          } catch (error) {
            logger.error({ error: String(error) }, "a part failed to stop");
          }
        }
      }
    },
  };
}

/** The service on another shard than the first. */
function instanceOn(shard: number, name: string, { logger, broker }: CoreInstance): CoreInstance {
  return { db: Database.onShard(name, shard), logger, broker, ready: Promise.withResolvers(), stops: [] };
}

async function prepare({ migrations, demo, check }: CoreService, service: CoreInstance): Promise<void> {
  const isDemo = env.NODE_ENV === "development" && service.db.shard === 0;
  service.migrated = await migrate(service.db, migrations, isDemo ? demo : undefined);
  await check?.(service);
}

function begin({ subscriptions = [], observe, workers }: CoreService, service: CoreInstance): void {
  const { db, logger, broker, stops, ready } = service;
  const own = workers?.(service, signalOf(broker)) ?? [];
  const work = [...janitors(db, subscriptions), ...refills(service), ...own];
  stops.unshift(observeService(db), ...(observe ? [observe(db)] : []), startRelay(db, logger));
  stops.push(poller.start(work, logger));
  ready.resolve();
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
