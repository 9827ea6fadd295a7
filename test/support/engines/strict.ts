import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { createConnection } from "mysql2/promise";
import { projectRoot } from "../../../cli/cluster/plan.ts";
import { findProgram } from "../../../cli/servers/find.ts";
import { guard } from "../../../cli/servers/guard.ts";
import { serverHandle } from "../../../cli/servers/handle.ts";
import { connectNats, type Servers, startServers } from "../../../cli/servers/index.ts";
import { findFreePorts } from "../../../cli/servers/ports.ts";
import { testMariadb } from "../servers.ts";

/** Server variables by which a statement means something else, or is refused; those that an engine lacks are left out. */
export const oddSettings: Record<string, string | number> = {
  sql_mode: "ANSI,NO_BACKSLASH_ESCAPES,HIGH_NOT_PRECEDENCE,NO_AUTO_VALUE_ON_ZERO,NO_UNSIGNED_SUBTRACTION",
  tx_isolation: "SERIALIZABLE",
  transaction_isolation: "SERIALIZABLE",
  autocommit: 0,
  completion_type: 1,
  time_zone: "+05:30",
  sql_safe_updates: 1,
  sql_select_limit: 3,
  foreign_key_checks: 0,
  group_concat_max_len: 4,
  character_set_server: "latin1",
  init_connect: "SET NAMES latin1",
  wait_timeout: 10,
  max_allowed_packet: 16 * 1024 ** 2,
  sql_require_primary_key: 1,
  innodb_force_primary_key: 1,
  innodb_default_row_format: "compact",
  default_storage_engine: "MyISAM",
  max_prepared_stmt_count: 20,
  max_sort_length: 64,
  innodb_strict_mode: 1,
};

/** Engines with odd settings, and with users that have the rights of docs/engines.md and no others. */
export interface StrictEngines {
  urls: Record<"DATABASE_URL" | "NATS_URL" | "REDIS_URL", string>;
  servers: Servers;
  /** Sends statements as one who may do anything. */
  asRoot(...statements: string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts them; NATS with the lines of a configuration beside the users'. */
export async function startStrictEngines(natsLines = "max_payload: 65536"): Promise<StrictEngines> {
  const servers = await startServers({ fresh: true, only: ["mariadb", "redis"], mariadb: testMariadb });
  const asRoot = (...statements: string[]) => sendTo(servers.databaseUrl, ...statements);
  await makeUser(servers.databaseUrl);
  for (const [name, value] of Object.entries(oddSettings))
    await asRoot(`SET GLOBAL ${name} = ${JSON.stringify(value)}`).catch((error: { code: string }) => {
      if (error.code !== "ER_UNKNOWN_SYSTEM_VARIABLE") throw error;
    });
  const redis = new Redis(servers.redisUrl);
  await redis.call(...redisUser());
  redis.disconnect();
  const bus = await startStrictNats(natsLines);
  return {
    urls: {
      DATABASE_URL: asUser(servers.databaseUrl),
      NATS_URL: bus.url,
      REDIS_URL: asUser(servers.redisUrl),
    },
    servers,
    asRoot,
    stop: async () => {
      await bus.stop();
      await servers.stop();
    },
  };
}

/** The command that makes the user of docs/engines.md on Redis, with the rights that a cluster takes. */
export const redisUser = (...inCluster: string[]) =>
  [...block("ACL SETUSER").trim().split(" "), ...inCluster] as [string, ...string[]];

/** Makes the user of docs/engines.md on a database server. */
export const makeUser = (url: string) =>
  sendTo(
    url,
    ...block("sql")
      .split(";\n")
      .filter((each) => each.trim() !== ""),
  );

/** Sends statements to a database server. */
export async function sendTo(url: string, ...statements: string[]): Promise<void> {
  const connection = await createConnection(url);
  for (const statement of statements) await connection.query(statement);
  await connection.end();
}

/** A URL, of several hosts too, with the user of docs/engines.md. */
export const asUser = (url: string) => url.replace(/\/\/([^@/]*@)?/, "//shop:secret@");

/** The block of code of docs/engines.md that begins with these words, or is of this language. */
function block(begin: string): string {
  const page = readFileSync(join(projectRoot, "docs/engines.md"), "utf8");
  const found = page.split("```").find((each, at) => at % 2 === 1 && each.replace(/^\n/, "").startsWith(begin));
  return found?.replace(/^sql\n/, "") ?? "";
}

/** Starts NATS with lines of a configuration, and the users of docs/engines.md without one of their rights. */
export async function startStrictNats(lines = "", without = '""') {
  const users = block("authorization").replace(without, '"none"');
  const folder = await mkdtemp(join(tmpdir(), "seller-orchestra-strict-"));
  guard.folder(folder);
  const [port] = await findFreePorts(1);
  const file = join(folder, "nats.conf");
  await writeFile(
    file,
    `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${folder}/jetstream" }\n${lines}\n${users}`,
  );
  const server = serverHandle("nats", {
    url: `nats://shop:secret@127.0.0.1:${port}`,
    logFile: join(folder, "log"),
    command: () => [findProgram("nats-server") ?? "nats-server", "--config", file],
    ping: (url) => connectNats(url, { reconnect: false }).then((open) => open.close()),
  });
  await server.start();
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}
