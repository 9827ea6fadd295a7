import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { type Place, type Program, type Recipe, runProgram } from "./recipe.ts";

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
  const variables = variablesOf(settings);
  return {
    name: "mariadb",
    variable: "DATABASE_URL",
    binaries: ["mariadbd", "mariadb-install-db"],
    debianPackage: "mariadb-server",
    url: databaseUrl,
    prepare,
    args: (place) => [...argsOf(place), ...variables],
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
    ping: pingDatabase,
  };
}

/** The variables of a server as its options. */
export const variablesOf = (settings: MariadbSettings) =>
  Object.entries({ ...defaults, ...settings }).map(([name, value]) => `--${name}=${value}`);

/** The URL of the database that `initSql` makes. */
export const databaseUrl = ({ port, password }: Place) => `mysql://${user}:${password}@127.0.0.1:${port}/${database}`;

/** What MariaDB and MySQL are started with alike. */
export const argsOf = ({ folder, port }: Place) => [
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
];

async function prepare(place: Place, program: Program): Promise<void> {
  const { folder } = place;
  // MariaDB removes all temporary tables in its tmpdir when it starts, including those of another server there.
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  const data = [`--datadir=${join(folder, "data")}`, `--tmpdir=${temporary}`];
  const options = [...data, "--auth-root-authentication-method=normal", "--skip-test-db", "--force"];
  await runProgram(program("mariadb-install-db", ["--no-defaults", ...runAs(), ...options]));
  await initSql(place);
}

/** Writes the statements that make the database and its user. */
export async function initSql({ folder, password }: Place): Promise<void> {
  // Run at every start, hence the IF NOT EXISTS.
  const sql = `CREATE DATABASE IF NOT EXISTS ${database};
CREATE USER IF NOT EXISTS '${user}'@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON *.* TO '${user}'@'%' WITH GRANT OPTION;
`;
  await writeFile(join(folder, "init.sql"), sql, { mode: 0o600 });
}

/** Servers refuse to run as root without this option. The folder belongs to our user, so the server must run as it. */
export const runAs = () => (process.getuid?.() === 0 ? ["--user=root"] : []);

/** Sends one query. */
export async function pingDatabase(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 1_000 });
  try {
    await connection.query("SELECT 1");
  } finally {
    connection.destroy();
  }
}

/** Creates an empty database beside the one of `url` and returns its URL. A database of the same name is dropped. */
export async function createDatabase(url: string, name: string, charset = "utf8mb4"): Promise<string> {
  if (!/^[A-Za-z0-9_]{1,64}$/.test(name)) throw new Error(`"${name}" is no database name: use letters, digits and _.`);
  const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
  try {
    await connection.query(`DROP DATABASE IF EXISTS \`${name}\``);
    await connection.query(`CREATE DATABASE \`${name}\` CHARACTER SET ${charset} COLLATE ${charset}_bin`);
  } finally {
    await connection.end();
  }
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return fresh.href;
}
