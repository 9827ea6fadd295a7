import type { Sequelize } from "sequelize";
import { type DatabaseHosts, type Host, refusesToServe } from "./database-hosts.ts";
import { type Session, SilentStatements } from "./silent-statements.ts";

/** Has a pool connect to the host that serves, and watch over its connections. */
export function followHosts(sequelize: Sequelize, hosts: DatabaseHosts): void {
  const manager = sequelize.connectionManager as unknown as { connect(config: object): Promise<object> };
  const connect = manager.connect.bind(manager);
  let settings = {};
  const silent = new SilentStatements(
    (host) => connect({ ...settings, ...host }) as Promise<Session>,
    (host) => hosts.leave(host),
  );
  manager.connect = async (config) => {
    settings = config;
    const host = await hosts.choose();
    // What takes a connection may serve nobody: it hangs, is in offline mode, or is a proxy without a server.
    const connection = await connect({ ...config, ...host }).catch((error) => {
      hosts.leave(host);
      throw error;
    });
    followed.set(connection, { hosts, host, since: performance.now() });
    return connection;
  };
  sequelize.addHook("afterConnect", async (connection) => {
    const session = connection as Session;
    const { host } = followed.get(session) ?? {};
    hosts.keep(session);
    try {
      if (host) await silent.watch(session, host);
      // A node without its quorum takes connections and settings, and no query.
      if (hosts.areMany) await session.promise().query("SELECT 1 FROM information_schema.engines LIMIT 1");
    } catch (error) {
      if (host) hosts.leave(host);
      session.destroy();
      throw error;
    }
  });
}

const followed = new WeakMap<object, { hosts: DatabaseHosts; host: Host; since: number }>();

// A name may lead to another server by now, but not to another one for each statement.
const youngMs = 1_000;

/**
 * Leaves a server that answers and does not serve: the connection is closed, and the next one goes to another host, or to
 * where the name of the only one leads by then.
 */
export function leaveHost(connection: { destroy(): void }, code: string): void {
  const { hosts, host, since } = followed.get(connection) ?? {};
  if (!hosts || !host || !since || !refusesToServe(code)) return;
  if (!hosts.areMany && performance.now() - since < youngMs) return;
  hosts.leave(host);
  connection.destroy();
}
