import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { findProgram } from "./find.ts";
import { guard } from "./guard.ts";
import { type Handle, serverHandle } from "./handle.ts";
import { type MariadbSettings, mariadb } from "./mariadb.ts";
import { findFreePorts } from "./ports.ts";
import type { Program } from "./recipe.ts";
import type { ServerCluster } from "./server-cluster.ts";

const password = "replica";

/** A MariaDB server and one that follows it. */
export interface Replicated extends ServerCluster {
  primary: Handle;
  replica: Handle;
  /** `DATABASE_READ_URL`. */
  readUrl: string;
  /** Runs statements at the replica: `STOP SLAVE SQL_THREAD`. */
  onReplica(...statements: string[]): Promise<RowDataPacket[]>;
}

/** Starts a MariaDB server with a replica; resolves when the replica follows. */
export async function startMariadbReplica(settings: MariadbSettings = {}): Promise<Replicated> {
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-replica-"));
  guard.folder(folder);
  const ports = await findFreePorts(2);
  const common = { innodb_buffer_pool_size: "256M", ...settings, gtid_strict_mode: "ON" };
  const [primary, replica] = (await Promise.all([
    server(join(folder, "primary"), Number(ports[0]), { ...common, server_id: 1, log_bin: "on", sync_binlog: 0 }),
    server(join(folder, "replica"), Number(ports[1]), { ...common, server_id: 2, read_only: 1 }),
  ])) as [Handle, Handle];
  const { hostname, port, username } = new URL(primary.url);
  const onReplica = (...statements: string[]) => runAt(replica.url, statements);
  await onReplica(
    `CHANGE MASTER TO master_host = '${hostname}', master_port = ${port}, master_user = '${username}',
      master_password = '${password}', master_use_gtid = slave_pos, master_connect_retry = 1`,
    "START SLAVE",
  );
  for (let follows = false; !follows; await wait(50)) {
    const [state] = await onReplica("SHOW SLAVE STATUS");
    follows = state?.Slave_IO_Running === "Yes" && state.Seconds_Behind_Master === 0;
    if (state?.Last_Error) throw new Error(`The replica does not follow: ${state.Last_Error}`);
  }
  const nodes = [primary, replica];
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  return { nodes, primary, replica, url: primary.url, readUrl: replica.url, onReplica, stop };
}

async function server(folder: string, port: number, settings: MariadbSettings): Promise<Handle> {
  await mkdir(folder);
  const recipe = mariadb(settings);
  const place = { folder, port, password };
  const program: Program = (binary, args) => [findProgram(binary) ?? binary, ...args];
  await recipe.prepare(place, program);
  const handle = serverHandle(`mariadb ${port}`, {
    url: recipe.url(place),
    logFile: join(folder, "server.log"),
    command: () => program(recipe.binaries[0], recipe.args(place)),
    ping: recipe.ping,
  });
  await handle.start();
  return handle;
}

async function runAt(url: string, statements: string[]): Promise<RowDataPacket[]> {
  const connection = await createConnection(url);
  try {
    let rows: RowDataPacket[] = [];
    for (const statement of statements) [rows] = await connection.query<RowDataPacket[]>(statement);
    return rows;
  } finally {
    await connection.end();
  }
}
