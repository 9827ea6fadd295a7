import { join } from "node:path";
import { type Options, Sequelize } from "sequelize";
import { env } from "./env.ts";
import * as sqlite from "./sqlite.ts";
import { secured } from "./tls.ts";

/** The database engine: MariaDB with `DATABASE_URL`, else SQLite. */
export const dialect: "mariadb" | "sqlite" = env.DATABASE_URL ? "mariadb" : "sqlite";

const shared: Options = { logging: false, define: { timestamps: false, freezeTableName: true } };

let server: Sequelize | undefined;

/**
 * Opens a service's database. On MariaDB all services of a process share one pool, and the names of tables have the
 * service's prefix; on SQLite each has its own file, so that one service's write never waits for another's.
 */
export function openSequelize(service: string): Sequelize {
  if (!env.DATABASE_URL) return openFile(join(env.DATA_DIR, `${service}.sqlite`));
  server ??= openServer(env.DATABASE_URL);
  return server;
}

/** Closes a database of `openSequelize`; the shared pool stays open until the process ends. */
export async function closeSequelize(sequelize: Sequelize): Promise<void> {
  if (sequelize !== server) await sequelize.close();
}

function openFile(storage: string): Sequelize {
  return new Sequelize({ ...shared, dialect: "sqlite", dialectModule: sqlite, storage, retry: { max: 1 } });
}

function openServer(databaseUrl: string): Sequelize {
  const { url, tls, words } = secured("DATABASE_URL", databaseUrl, env.TLS_CA_FILE);
  const ssl = tls && { ...tls, rejectUnauthorized: true, verifyIdentity: words["ssl-mode"] !== "VERIFY_CA" };
  const sequelize = new Sequelize(url.replace(/^mariadb:/, "mysql:"), {
    ...shared,
    dialect: "mysql",
    retry: { max: 1 },
    pool: { max: env.DATABASE_POOL, min: 0, acquire: 5_000, idle: 30_000 },
    // `typeCast: true` selects mysql2's compiled row parser: Sequelize's own looks up a parser for every field.
    dialectOptions: { connectTimeout: 3_000, charset: "utf8mb4_bin", maxPreparedStatements: 500, typeCast: true, ssl },
  });
  // Gap locks of the default level block unrelated inserts; our guards are WHERE conditions and unique keys.
  sequelize.addHook("afterConnect", async (connection) => {
    const session = connection as { promise(): { query(sql: string): Promise<unknown> } };
    await session.promise().query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  });
  return sequelize;
}
