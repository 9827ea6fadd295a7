import { env } from "../../../config/env.ts";
import { shardNumbers } from "../../../config/shards.ts";
import { Database } from "../../../mixins/db/database.ts";
import { type Finding, unreachable } from "./finding.ts";

const mebi = 1024 ** 2;
const mostSkewMs = 1_000;

/** The database: its version, and the settings on which the product depends. */
export async function checkDatabase(): Promise<Finding[]> {
  return (await Promise.all(shardNumbers.map(checkOn))).flat();
}

async function checkOn(shard: number): Promise<Finding[]> {
  const db = Database.onShard("doctor", shard);
  try {
    const findings = db.dialect === "sqlite" ? await checkSqlite(db) : await checkServer(db);
    return shard === 0 ? findings : findings.map((each) => ({ ...each, what: `${each.what} of shard ${shard}` }));
  } catch (error) {
    return [unreachable(shard === 0 ? "database" : `database of shard ${shard}`, error)];
  } finally {
    await db.close();
    if (env.DATABASE_URL) await db.sequelize.close();
  }
}

async function checkSqlite(db: Database): Promise<Finding[]> {
  const row = await db.row<{ version: string }>("SELECT sqlite_version() AS version");
  return [{ what: "sqlite", state: "ok", found: row?.version ?? "", wanted: "" }];
}

interface Settings {
  version: string;
  charset: string;
  packet: number;
  lock_wait: number;
  sql_mode: string;
  now_ms: number;
}

async function checkServer(db: Database): Promise<Finding[]> {
  const asked = Date.now();
  const row = await db.row<Settings>(
    `SELECT VERSION() AS version, @@character_set_database AS charset, @@max_allowed_packet AS packet,
       @@innodb_lock_wait_timeout AS lock_wait, @@sql_mode AS sql_mode,
       TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 AS now_ms`,
  );
  if (!row) return [unreachable("database", new Error("no answer"))];
  const skew = Math.round(Number(row.now_ms) - (asked + Date.now()) / 2);
  const [major = 0, minor = 0] = row.version.split(".").map(Number);
  const oldest = /mariadb/i.test(row.version) ? 10.11 : 8.4;
  const isNew = major + minor / 100 >= oldest;
  const is = (what: string, right: boolean, found: unknown, wanted: string, otherwise: Finding["state"] = "wrong") => ({
    ...{ what, state: right ? ("ok" as const) : otherwise, found: String(found), wanted },
  });
  return [
    is("database", isNew, row.version, "MariaDB 10.11 or MySQL 8.4, or newer"),
    // Every table names its own; a database of another charset surprises who makes tables by hand.
    is("charset", row.charset === "utf8mb4", row.charset, "utf8mb4", "warning"),
    is("max_allowed_packet", row.packet >= 16 * mebi, `${row.packet / mebi} MiB`, "16 MiB or more"),
    is("innodb_lock_wait_timeout", row.lock_wait <= 50, `${row.lock_wait} s`, "50 s at most", "warning"),
    is("sql_mode", /STRICT/.test(row.sql_mode), row.sql_mode, "a strict mode"),
    is(
      "clock of the database",
      Math.abs(skew) <= mostSkewMs,
      `${skew} ms ahead`,
      `${mostSkewMs} ms at most`,
      "warning",
    ),
  ];
}
