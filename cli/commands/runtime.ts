import { join } from "node:path";
import { type Service, ServiceBroker, type ServiceSchema } from "moleculer";
import { validator } from "../../config/validator.ts";
import { type CoreInstance, mode } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { ActionName, ActionParams, ActionResult, CallMeta } from "../../services/contracts.ts";
import { projectRoot } from "../cluster/plan.ts";

/** Services that run in this process for one command. */
export interface CommandContext {
  call<Name extends ActionName>(name: Name, params: ActionParams<Name>): Promise<ActionResult<Name>>;
  /** The same for a change; also tells whether it had been made before. */
  change<Name extends ActionName>(
    name: Name,
    params: ActionParams<Name>,
  ): Promise<{ result: ActionResult<Name>; replayed: boolean }>;
  db(service: string): Database;
}

let pool: Database | undefined;

/**
 * Runs work with the named services in this process, over the database that the environment names. Their tables are
 * brought up to date first. What they announce waits in the outbox for the running servers.
 */
export async function withServices<T>(names: string[], work: (context: CommandContext) => Promise<T>): Promise<T> {
  mode.passive = true;
  const broker = new ServiceBroker({
    nodeID: `command-line-${process.pid}`,
    // A service that does not start is told by the command, in one line.
    logger: { type: "Console", options: { level: { BROKER: "fatal", "**": "warn" } } },
    middlewares: [validator],
    validator: false,
    requestTimeout: 0,
    // Nobody needs to be told that it goes.
    registry: { stopDelay: 0 },
  });
  try {
    for (const name of names) broker.createService(await schemaOf(name));
    await broker.start();
    return await work(houseOf(broker));
  } finally {
    for (const service of broker.services) pool = databaseOf(service) ?? pool;
    await broker.stop();
  }
}

/** Lets go of what outlives the services, so that the process ends by itself. */
export async function closeServices(): Promise<void> {
  // On a server the services share one pool of connections, which closing a service leaves open.
  if (pool?.dialect === "mariadb") await pool.sequelize.close();
}

// What a service waits for at its start may not be among the few that a command runs.
async function schemaOf(name: string): Promise<ServiceSchema> {
  const file = join(projectRoot, "services", name, `${name}.service.ts`);
  const { default: schema } = (await import(file)) as { default: ServiceSchema };
  return { ...schema, dependencies: [] };
}

function houseOf(broker: ServiceBroker): CommandContext {
  const request_id = newId("req");
  async function change<Name extends ActionName>(name: Name, params: ActionParams<Name>) {
    const meta: CallMeta = { actor: { type: "system", id: "command-line" }, request_id };
    const result: ActionResult<Name> = await broker.call(name, params, { meta });
    return { result, replayed: meta.$replayed === true };
  }
  return {
    change,
    call: async (name, params) => (await change(name, params)).result,
    db(name) {
      const db = databaseOf(broker.getLocalService(name));
      if (!db) throw new Error(`${name} keeps nothing.`);
      return db;
    },
  };
}

const databaseOf = (service: Service | undefined) => (service as Partial<CoreInstance> | undefined)?.db;
