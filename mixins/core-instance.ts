import type { Service, ServiceBroker } from "moleculer";
import type { Database } from "./db/database.ts";

/** Where a service writes what happened. */
export type Logger = Service["logger"];

/** A running core service, as its actions and life-cycle see it. */
export interface CoreInstance {
  db: Database;
  logger: Logger;
  broker: ServiceBroker;
  ready: PromiseWithResolvers<void>;
  stops: (() => Promise<void>)[];
}
