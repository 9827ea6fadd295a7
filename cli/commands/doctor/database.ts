import { databaseName } from "../../../config/engine-problems.ts";
import { env } from "../../../config/env.ts";
import { shardNumbers } from "../../../config/shards.ts";
import { Database } from "../../../mixins/db/database.ts";
import { clockOf, type Finding, isAtLeast, judge, noted, unreachable } from "./finding.ts";

const mebi = 1024 ** 2;

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
    return [unreachable(databaseName(shard), error)];
  } finally {
    await db.close();
    if (env.DATABASE_URL) await db.sequelize.close();
  }
}

async function checkSqlite(db: Database): Promise<Finding[]> {
  const row = await db.row<{ version: string }>("SELECT sqlite_version() AS version");
  return [noted("sqlite", row?.version ?? "")];
}

/** What a server of MariaDB or MySQL says of itself. */
export interface ServerSettings {
  version: string;
  charset: string;
  packet: number;
  lock_wait: number;
}

async function checkServer(db: Database): Promise<Finding[]> {
  const before = Date.now();
  const row = await db.row<ServerSettings & { now_ms: number }>(
    `SELECT VERSION() AS version, @@character_set_database AS charset, @@max_allowed_packet AS packet,
       @@innodb_lock_wait_timeout AS lock_wait,
       TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 AS now_ms`,
  );
  if (!row) return [unreachable("database", new Error("no answer"))];
  return [...judgeServer(row), clockOf("the database", Number(row.now_ms), before, Date.now())];
}

/** Holds a server's settings against what the product needs. */
export function judgeServer({ version, charset, packet, lock_wait }: ServerSettings): Finding[] {
  const oldest = /mariadb/i.test(version) ? "10.11" : "8.4";
  return [
    judge("database", isAtLeast(version, oldest), version, "MariaDB 10.11 or MySQL 8.4, or newer"),
    // Every table names its own; a database of another charset surprises who makes tables by hand.
    judge("charset", charset === "utf8mb4", charset, "utf8mb4", "warning"),
    judge("max_allowed_packet", packet >= 16 * mebi, `${packet / mebi} MiB`, "16 MiB or more"),
    judge("innodb_lock_wait_timeout", lock_wait <= 50, `${lock_wait} s`, "50 s at most", "warning"),
  ];
}
