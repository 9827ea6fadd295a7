import type { Context, EventSchema, Service, ServiceBroker, ServiceSchema, ServiceSettingSchema } from "moleculer";
import type { Call, CallMeta } from "../services/contracts.ts";
import { type ActionDefinition, actionsByName, callerOf } from "./action.ts";
import { Database } from "./database.ts";
import { bus } from "./durable-events.ts";
import { type FactHandler, type Hint, subscribeAll } from "./inbox.ts";
import { startJanitor } from "./janitor.ts";
import { type Migration, migrate } from "./migrations.ts";
import { Relay } from "./relay.ts";

/** What a core service is made of. */
export interface CoreService {
  name: string;
  migrations: Migration[];
  actions: ActionDefinition[];
  hears?: FactHandler[];
  /** What it does on hints of other services (`orders.revised`): they may be lost, and nothing may depend on them. */
  hints?: Record<string, (data: never, call: Call) => Promise<void>>;
  /** Fills an empty development database; runs under the migration lock, and must do nothing the second time. */
  demo?(db: Database): Promise<void>;
  /** Work of its own beside calls and facts, such as a queue; answers how to stop it. */
  runs?(service: CoreInstance): () => Promise<void>;
}

export type Logger = Service["logger"];

/** A running core service, as its actions and life-cycle see it. */
export interface CoreInstance {
  db: Database;
  logger: Logger;
  broker: ServiceBroker;
  ready: PromiseWithResolvers<void>;
  stops: (() => Promise<void>)[];
}

/**
 * How core services run in this process. A passive one migrates and answers calls, and leaves facts, dead letters and
 * its own work to the running servers: so the command line, whose process is gone before they could be done.
 */
export const mode = { passive: false };

type CoreSchema = ServiceSchema<ServiceSettingSchema, object, object, CoreInstance>;

/** Makes the Moleculer schema of a core service: tables brought up to date, actions, facts in and out, health. */
export function coreService(definition: CoreService): CoreSchema {
  const { name, hears = [] } = definition;
  return {
    name,
    actions: {
      ...actionsByName(definition.actions),
      health: {
        async handler(this: CoreInstance) {
          await this.db.rows("SELECT 1");
          return true;
        },
      },
    },
    events: eventsOf(definition.hints ?? {}),
    created(this: CoreInstance) {
      this.db = new Database(name);
      this.ready = Promise.withResolvers();
      this.stops = [];
      if (!mode.passive) {
        const hint: Hint = (name, data) => void this.broker.emit(name, data).catch(() => undefined);
        subscribeAll(this.db, hears, this.ready.promise, this.logger, hint);
      }
    },
    async started(this: CoreInstance) {
      await migrate(this.db, definition.migrations, () => definition.demo?.(this.db) ?? Promise.resolve());
      if (mode.passive) return this.ready.resolve();
      const onError = (error: unknown) => this.logger.warn({ error: String(error) }, "facts wait");
      const relay = new Relay(this.db, bus);
      this.db.factsSaved = () => relay.kick();
      await bus.start(name, onError);
      relay.start(onError);
      this.stops.push(
        startJanitor(this.db, hears, onError),
        () => relay.stop(),
        () => bus.stop(name),
      );
      const own = definition.runs?.(this);
      if (own) this.stops.push(own);
      this.ready.resolve();
    },
    async stopped(this: CoreInstance) {
      // What cannot end in good order must not keep the others from it.
      for (const stop of [...this.stops.reverse(), () => this.db.close()]) {
        try {
          await stop();
        } catch (error) {
          this.logger.error({ error: String(error) }, "a part did not stop in good order");
        }
      }
    },
  };
}

function eventsOf(hints: NonNullable<CoreService["hints"]>): Record<string, EventSchema> {
  const handlers = Object.entries(hints).map(([name, handle]) => {
    const handler = (ctx: Context<never, CallMeta>) => handle(ctx.params, callerOf(ctx)).catch(() => undefined);
    return [name, { handler } as EventSchema];
  });
  return Object.fromEntries(handlers);
}
