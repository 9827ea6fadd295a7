import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import type { Place, Recipe } from "./recipe.ts";

/** Server variables; every one can be overridden, e.g. `{ innodb_buffer_pool_size: "8G" }`. */
export type MariadbSettings = Record<string, string | number>;

const user = "orchestra";
const database = "seller_orchestra";

// For 2 cores and 24 GB. Text is compared byte by byte, as in SQLite.
const defaults: MariadbSettings = {
  innodb_buffer_pool_size: "2G",
  innodb_log_file_size: "256M",
  innodb_flush_log_at_trx_commit: 1,
  innodb_io_capacity: 2_000,
  max_connections: 500,
  max_allowed_packet: "64M",
  character_set_server: "utf8mb4",
  collation_server: "utf8mb4_bin",
};

/** MariaDB with an empty database `seller_orchestra` and a user who may create others. */
export function mariadb(settings: MariadbSettings = {}): Recipe {
  const variables = Object.entries({ ...defaults, ...settings }).map(([name, value]) => `--${name}=${value}`);
  return {
    name: "mariadb",
    variable: "DATABASE_URL",
    binaries: ["mariadbd", "mariadb-install-db"],
    debianPackage: "mariadb-server",
    url: ({ port, password }) => `mysql://${user}:${password}@127.0.0.1:${port}/${database}`,
    prepare: (place, find) => prepare(place, find("mariadb-install-db")),
    args: ({ folder, port }) => [
      "--no-defaults",
      ...runAs(),
      `--datadir=${join(folder, "data")}`,
      `--tmpdir=${join(folder, "tmp")}`,
      `--socket=${join(folder, "mariadb.sock")}`,
      `--pid-file=${join(folder, "mariadb.pid")}`,
      `--init-file=${join(folder, "init.sql")}`,
      "--bind-address=127.0.0.1",
      `--port=${port}`,
      "--skip-name-resolve",
      ...variables,
    ],
    container: {
      image: "mariadb:10.11",
      port: 3306,
      user: "root",
      options: ({ password }) => [
        "--env",
        `MARIADB_ROOT_PASSWORD=${password}`,
        "--env",
        `MARIADB_DATABASE=${database}`,
      ],
      command: () => ["--skip-name-resolve", ...variables],
    },
    ping,
  };
}

async function prepare({ folder, password }: Place, installer: string): Promise<void> {
  // MariaDB removes all temporary tables in its tmpdir when it starts, including those of another server there.
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  const data = [`--datadir=${join(folder, "data")}`, `--tmpdir=${temporary}`];
  const place = [...data, "--auth-root-authentication-method=normal", "--skip-test-db"];
  await promisify(execFile)(installer, ["--no-defaults", ...runAs(), ...place]);
  // Run at every start, hence the IF NOT EXISTS.
  const sql = `CREATE DATABASE IF NOT EXISTS ${database};
CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON *.* TO '${user}'@'%';
`;
  await writeFile(join(folder, "init.sql"), sql, { mode: 0o600 });
}

// mariadbd refuses to run as root without this option. The folder belongs to our user, so the server must run as it.
const runAs = () => (process.getuid?.() === 0 ? ["--user=root"] : []);

async function ping(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 1_000 });
  try {
    await connection.query("SELECT 1");
  } finally {
    connection.destroy();
  }
}

/** Creates an empty database beside the one of `url` and returns its URL. A database of the same name is dropped. */
export async function createDatabase(url: string, name: string): Promise<string> {
  if (!/^[A-Za-z0-9_]{1,64}$/.test(name)) throw new Error(`"${name}" is no database name: use letters, digits and _.`);
  const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
  try {
    await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
    await connection.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  } finally {
    await connection.end();
  }
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return fresh.href;
}
