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
  /** The service on each shard, itself first; absent where stores are not spread. */
  shards?: readonly CoreInstance[];
  /** Whether its database was away at the start and has not been migrated yet. */
  isAway?: boolean;
  /** The migrations that its start has run. */
  migrated?: readonly string[];
}
