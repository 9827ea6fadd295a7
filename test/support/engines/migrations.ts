import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import { projectRoot } from "../../../cli/cluster/plan.ts";
import type { Servers } from "../../../cli/servers/index.ts";
import { releaseBefore, releaseBeforeFolder } from "../release-before.ts";

/** Migrates an empty database, and one of the release before; both have the oldest default, latin1. Says how it went. */
export async function checkMigrations(servers: Servers): Promise<string> {
  const empty = await servers.createDatabase("engines_empty", "latin1");
  await migrate(projectRoot, empty);
  const tables = await tablesOf(empty);
  const before = await releaseBeforeFolder("migrated");
  const older = await servers.createDatabase("engines_before", "latin1");
  const refused = await migrate(before, older).catch((error: Error) => error);
  if (refused)
    return `${tables.size} tables from empty; ${await releaseBefore("migrated")} itself cannot make its tables here`;
  await migrate(projectRoot, older);
  const upgraded = await tablesOf(older);
  const different = [...tables].filter(([name, text]) => upgraded.get(name) !== text).map(([name]) => name);
  if (different.length > 0) throw new Error(`Not as from empty after the upgrade: ${different.join(", ")}`);
  return `${tables.size} tables from empty, the same from ${await releaseBefore("migrated")}`;
}

async function migrate(root: string, DATABASE_URL: string): Promise<undefined> {
  const env = { ...process.env, DATABASE_URL, NODE_ENV: "test", LOG_LEVEL: "error" };
  await promisify(execFile)(process.execPath, ["cli/orchestra.ts", "migrate"], { cwd: root, env });
}

/**
 * Each table's columns and their text, by name. A conversion from latin1 makes the next larger kind of TEXT, so that what
 * fits before fits after.
 */
async function tablesOf(url: string): Promise<Map<string, string>> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query(`SELECT c.table_name AS name, t.table_collation AS own,
        GROUP_CONCAT(c.column_name, ' ', c.column_type, ' ', COALESCE(c.collation_name, '') ORDER BY c.column_name) AS text
      FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
      WHERE c.table_schema = DATABASE() GROUP BY c.table_name, t.table_collation`);
    return new Map(
      (rows as Record<string, string>[]).map(({ name, own, text }) => [
        String(name),
        `${own} ${text?.replace(/(medium|long)text/g, "text")}`,
      ]),
    );
  } finally {
    await connection.end();
  }
}
