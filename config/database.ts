import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Options, Sequelize } from "sequelize";
import { DatabaseHosts } from "./database-hosts.ts";
import { sessionStatements } from "./database-session.ts";
import { env } from "./env.ts";
import { splitUrls } from "./env-values.ts";
import { followHosts } from "./followed-hosts.ts";
import { urlOf } from "./shards.ts";
import type { Session } from "./silent-statements.ts";
import * as sqlite from "./sqlite.ts";
import { makeFile } from "./sqlite-file.ts";
import { secured } from "./tls.ts";

/** The database engine: MariaDB with `DATABASE_URL`, else SQLite. */
export const dialect: "mariadb" | "sqlite" = env.DATABASE_URL ? "mariadb" : "sqlite";

// A new connection has prepared nothing yet, so one is kept for the next request where nothing speaks against it: MySQL
// closes an idle one (`sessionStatements`), and one to a node of several would outlive its node.
const idleMs = 4_000;
const keptMs = 30_000;

const shared: Options = { logging: false, define: { timestamps: false, freezeTableName: true } };

/** The connections of this process to the database of a shard. */
interface Pools {
  url: string;
  hosts: DatabaseHosts;
  server?: Sequelize;
  transactions?: Sequelize;
}

const pools = new Map<number, Pools>();
let replica: Sequelize | undefined;

/**
 * Opens a service's database, or its one on a shard. On MariaDB all services of a process share one pool, and the names
 * of tables have the service's prefix; on SQLite each has its own file, so that one service's write never waits for
 * another's.
 */
export function openSequelize(service: string, shard = 0): Sequelize {
  const pool = poolsOf(shard);
  if (!pool) return openFile(pathOf(service));
  pool.server ??= openServer("DATABASE_URL", pool.url, pool.hosts, env.DATABASE_POOL - ofTransactions);
  return pool.server;
}

function poolsOf(shard: number): Pools | undefined {
  const known = pools.get(shard);
  const url = urlOf(shard);
  if (known || !url) return known;
  const opened = { url, hosts: new DatabaseHosts(urlsOf(url)) };
  pools.set(shard, opened);
  return opened;
}

/** The connections to the replica; undefined without `DATABASE_READ_URL`. All services of a process share them. */
export function openReplica(): Sequelize | undefined {
  const url = env.DATABASE_READ_URL;
  if (!url) return undefined;
  replica ??= openServer("DATABASE_READ_URL", url, new DatabaseHosts(urlsOf(url)), env.DATABASE_POOL);
  return replica;
}

const pathOf = (service: string) => join(env.DATA_DIR, `${service}.sqlite`);

/** The path of a service's SQLite file; undefined when there is none. */
export const fileOf = (service: string): string | undefined =>
  existsSync(pathOf(service)) ? pathOf(service) : undefined;

/** Removes the SQLite file of a service that is gone. */
export function removeFile(service: string): void {
  for (const end of ["-wal", "-shm", ""]) rmSync(`${pathOf(service)}${end}`, { force: true });
}

// Of the connections that this process may hold, those for transactions. A pool too small to be divided has none.
const ofTransactions = env.DATABASE_POOL < 4 ? 0 : Math.floor(env.DATABASE_POOL / 2);

/**
 * The connections for transactions: without autocommit, so that the first statement begins one and no trip is spent on
 * that. Undefined on SQLite, and where the pool is too small to be divided.
 */
export function openTransactions(shard = 0): Sequelize | undefined {
  const pool = ofTransactions === 0 ? undefined : poolsOf(shard);
  if (!pool) return undefined;
  pool.transactions ??= openServer("DATABASE_URL", pool.url, pool.hosts, ofTransactions, "SET SESSION autocommit = 0");
  return pool.transactions;
}

/** Takes a connection to the server of `DATABASE_URL`, or of a shard, and gives it back. Throws what the server says. */
export async function tryDatabase(shard = 0): Promise<void> {
  const manager = openSequelize("", shard).connectionManager;
  manager.releaseConnection(await manager.getConnection({ type: "write" } as never));
}

/** Closes a database of `openSequelize`; the shared pool stays open until the process ends. */
export async function closeSequelize(sequelize: Sequelize): Promise<void> {
  if (sequelize === replica || [...pools.values()].some(({ server }) => server === sequelize)) return;
  await sequelize.close();
  sqlite.closeIdle(files.get(sequelize) ?? "");
}

/** Closes the shared pools of writes and reads, for a process that ends by itself. */
export async function closePools(): Promise<void> {
  const opened = [...pools.values()].flatMap(({ server, transactions }) => [server, transactions]);
  await Promise.all([...opened, replica].map((each) => each?.close()));
}

const files = new WeakMap<Sequelize, string>();

function openFile(storage: string): Sequelize {
  makeFile(storage);
  const options = { ...shared, dialectModule: sqlite, storage, retry: { max: 1 } };
  const sequelize = new Sequelize({ ...options, dialect: "sqlite" });
  files.set(sequelize, storage);
  return sequelize;
}

type UrlName = "DATABASE_URL" | "DATABASE_READ_URL";

const urlsOf = (url: string) => splitUrls(url.replaceAll(/\bmariadb:/g, "mysql:"));

function openServer(name: UrlName, given: string, hosts: DatabaseHosts, max: number, ...settings: string[]): Sequelize {
  const { url, tls, words } = secured(name, given, env.TLS_CA_FILE);
  const urls = urlsOf(url);
  const ssl = tls && { ...tls, rejectUnauthorized: true, verifyIdentity: words["ssl-mode"] !== "VERIFY_CA" };
  // The session's settings name the time zone: a trip of its own would be watched by nobody.
  const unzoned = { ...shared, keepDefaultTimezone: true };
  const sequelize = new Sequelize(urls[0] ?? "", {
    ...unzoned,
    dialect: "mysql",
    retry: { max: 1 },
    pool: { max, min: 0, acquire: 5_000, idle: idleMs },
    // `typeCast: true` selects mysql2's compiled row parser: Sequelize's own looks up a parser for every field.
    dialectOptions: { connectTimeout: 3_000, charset: "utf8mb4_bin", maxPreparedStatements: 500, typeCast: true, ssl },
  });
  followHosts(sequelize, hosts);
  sequelize.addHook("afterConnect", async (connection) => {
    const session = connection as Session;
    for (const setting of [...sessionStatements, ...settings]) await session.promise().query(setting);
    if (!hosts.areMany && isMariadb(connection)) Object.assign(poolOf(sequelize), { idleTimeoutMillis: keptMs });
  });
  return sequelize;
}

const isMariadb = (connection: unknown): boolean =>
  /mariadb/i.test(
    (connection as { _handshakePacket?: { serverVersion?: string } })._handshakePacket?.serverVersion ?? "",
  );

const poolOf = ({ connectionManager }: Sequelize) =>
  (connectionManager as unknown as { pool: { idleTimeoutMillis: number } }).pool;
