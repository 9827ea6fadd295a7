import { join } from "node:path";
import { type Service, ServiceBroker, type ServiceSchema } from "moleculer";
import { closePools } from "../../config/database.ts";
import { logEngineProblems } from "../../config/engine-problems.ts";
import { validator } from "../../config/validator.ts";
import { type CoreInstance, mode } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import { serviceOf } from "../../mixins/shards/on-shards.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { ActionName, ActionParams, ActionResult, CallMeta } from "../../services/contracts.ts";
import { projectRoot } from "../cluster/plan.ts";
import { operatorName } from "./operator.ts";

/** Services that run in this process for one command. */
export interface CommandContext {
  call<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>>;
  /** The same for a change; `replayed` is true when an earlier call with the same idempotency key made it. */
  change<Name extends ActionName>(
    name: Name,
    params: ActionParams<Name>,
  ): Promise<{ result: ActionResult<Name>; replayed: boolean }>;
  /** The database of a service; with a store, the one that keeps it. */
  db(service: string, store_id?: number): Database;
  /** The databases of a service on all shards. Throws an Error while one is away. */
  dbs(service: string): Database[];
  /** The migrations that the start of a service has run, for each shard. Throws an Error while one is away. */
  migrated(service: string): { shard: number; names: readonly string[] }[];
}

let isServer = false;

/**
 * Runs work with the named services in this process, over the database that the environment names. They migrate first.
 * Events stay in the outbox for the running servers.
 */
export async function withServices<T>(names: string[], work: (context: CommandContext) => Promise<T>): Promise<T> {
  mode.passive = true;
  // Standard output is the result's alone.
  logEngineProblems(false);
  const broker = new ServiceBroker({
    nodeID: `command-line-${process.pid}`,
    // The command itself reports a service that does not start, in one line.
    logger: { type: "Console", options: { level: { BROKER: "fatal", "**": "warn" } } },
    middlewares: [validator],
    validator: false,
    requestTimeout: 0,
    // No other node waits for its goodbye.
    registry: { stopDelay: 0 },
  });
  try {
    for (const name of names) broker.createService(await schemaOf(name));
    await broker.start();
    return await work(contextOf(broker));
  } finally {
    for (const service of broker.services) isServer ||= instanceOf(service)?.db?.dialect === "mariadb";
    await broker.stop();
  }
}

/** Closes the connections that outlive the services, so that the process ends by itself. */
export async function closeServices(): Promise<void> {
  // On MariaDB the services share one pool, which stays open when a service stops.
  if (isServer) await closePools();
}

// A service's dependencies may not be among the few services that a command runs.
async function schemaOf(name: string): Promise<ServiceSchema> {
  const file = join(projectRoot, "services", name, `${name}.service.ts`);
  const { default: schema } = (await import(file)) as { default: ServiceSchema };
  return { ...schema, dependencies: [] };
}

function contextOf(broker: ServiceBroker): CommandContext {
  const request_id = newId("req");
  async function change<Name extends ActionName>(name: Name, params: ActionParams<Name>) {
    const meta: CallMeta = { actor: { type: "staff", id: operatorName() }, request_id };
    const result: ActionResult<Name> = await broker.call(name, params, { meta });
    return { result, replayed: meta.$replayed === true };
  }
  return {
    change,
    call: async (name, params) => (await change(name, params)).result,
    db(name, store_id) {
      const service = existing(broker, name);
      return service.shards && store_id !== undefined ? serviceOf(service.shards, store_id).db : service.db;
    },
    dbs: (name) => allOf(existing(broker, name)).map(({ db }) => db),
    migrated: (name) =>
      allOf(existing(broker, name)).map(({ db, migrated = [] }) => ({ shard: db.shard, names: migrated })),
  };
}

function allOf(service: CoreInstance): readonly CoreInstance[] {
  const all = service.shards ?? [service];
  const away = all.find(({ isAway }) => isAway);
  if (away) throw new Error(`The database of shard ${away.db.shard} does not answer.`);
  return all;
}

function existing(broker: ServiceBroker, name: string): CoreInstance {
  const service = instanceOf(broker.getLocalService(name));
  if (!service?.db) throw new Error(`${name} has no database.`);
  return service;
}

const instanceOf = (service: Service | undefined) => service as CoreInstance | undefined;
