import type { Service, ServiceBroker } from "moleculer";
import type { Database } from "./db/database.ts";

/** The log of a service. */
export type Logger = Service["logger"];

/** A running core service, as its actions and its life cycle see it. */
export interface CoreInstance {
  db: Database;
  logger: Logger;
  broker: ServiceBroker;
  ready: PromiseWithResolvers<void>;
  stops: (() => Promise<void> | void)[];
}
