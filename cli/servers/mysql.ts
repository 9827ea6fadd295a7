import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { argsOf, databaseUrl, initSql, type MariadbSettings, pingDatabase, runAs, variablesOf } from "./mariadb.ts";
import type { Place, Program, Recipe } from "./recipe.ts";
import { runProgram } from "./recipe.ts";

// `loose_` because MariaDB's variables are given, of which MySQL lacks some: it warns of them instead of ending.
const loose = (settings: MariadbSettings) => variablesOf(settings).map((each) => each.replace(/^--/, "--loose-"));

/** MySQL with an empty database `seller_orchestra` and a user who may create others; it takes MariaDB's place. */
export function mysql(settings: MariadbSettings = {}): Recipe {
  return {
    name: "mariadb",
    variable: "DATABASE_URL",
    binaries: ["mysqld"],
    debianPackage: "mysql-server",
    url: databaseUrl,
    prepare,
    args: (place) => [...argsOf(place), ...own(place), ...loose(settings)],
    container: {
      image: "mysql:8.4",
      port: 3306,
      user: "root",
      options: ({ password }) => [
        "--env",
        `MYSQL_ROOT_PASSWORD=${password}`,
        "--env",
        "MYSQL_DATABASE=seller_orchestra",
      ],
      command: () => loose(settings),
    },
    ping: pingDatabase,
  };
}

const own = ({ folder }: Place) => [
  "--mysqlx=OFF",
  "--skip-log-bin",
  `--lc-messages-dir=/usr/share/mysql`,
  `--secure-file-priv=${folder}`,
];

async function prepare(place: Place, program: Program): Promise<void> {
  const temporary = join(place.folder, "tmp");
  await mkdir(temporary);
  const folders = [`--datadir=${join(place.folder, "data")}`, `--tmpdir=${temporary}`];
  await runProgram(program("mysqld", ["--no-defaults", ...runAs(), ...folders, "--initialize-insecure"]));
  await initSql(place);
}
