import { driverCode, type SqlValue } from "@seller-orchestra/durable";
import mysql from "mysql2";
import { dialect } from "../../config/database.ts";
import { leaveHost } from "../../config/followed-hosts.ts";
import type * as sqlite from "../../config/sqlite.ts";
import type { MysqlConnection } from "./mysql.ts";

// Taken once: mysql2 requires the module anew at each access.
const { TypedParameter } = mysql;

/** How a statement is sent: as text where its length varies, since each length would be prepared anew. */
export type Form = "prepared" | "text";

/** What a statement gave: rows, or how many it changed and the key that it generated. */
export interface Executed {
  rows: unknown[];
  changes: number;
  lastID: number;
}

/** Sends a statement over a connection. */
export function execute(
  connection: unknown,
  sql: string,
  values: readonly SqlValue[],
  form: Form = "prepared",
): Promise<Executed> {
  if (dialect === "sqlite") return (connection as sqlite.Database).rows(sql, [...values]);
  return new Promise((resolve, reject) => {
    const session = connection as MysqlConnection;
    const done = (error: Error | null, result: unknown) => {
      if (!error) return resolve(executedBy(result));
      leaveHost(session, driverCode(error));
      reject(error);
    };
    // With its values: mysql2 would look for placeholders in a text that is written out already.
    const sendText = () => session.query(sql, [...values], done);
    const times = form === "text" || full.has(session) ? 0 : timesSent(session, sql);
    if (times === 0) return sendText();
    session.execute(sql, values.map(toMysql), (error, result) => {
      if (times === 1 && !error) dropDefinitions(session, sql);
      if (!error || driverCode(error) !== "ER_MAX_PREPARED_STMT_COUNT_REACHED") return done(error, result);
      full.add(session);
      sendText();
    });
  });
}

// A server prepares so many statements for all its clients (`max_prepared_stmt_count`). It has executed nothing then.
const full = new WeakSet<MysqlConnection>();

// Preparing is a trip of its own: it pays for statements that a connection gets again.
const known = new WeakMap<MysqlConnection, Map<string, number>>();
const mostKnown = 1_000;

/** How often a connection has been sent a statement before: never, once as text, or more often, prepared. */
function timesSent(connection: MysqlConnection, sql: string): number {
  const texts = known.get(connection) ?? new Map<string, number>();
  known.set(connection, texts);
  const times = texts.get(sql) ?? 0;
  if (texts.size >= mostKnown && times === 0) texts.clear();
  if (times < 2) texts.set(sql, times + 1);
  return times;
}

// With a statement mysql2 keeps the definitions of its parameters and columns, and the packets that they came in: 4 KB on each
// connection. Nothing needs them: results bring their columns, and parameters are sent by the types of their values.
function dropDefinitions(connection: MysqlConnection, sql: string): void {
  connection.prepare(sql, (_error, statement) => {
    if (statement) Object.assign(statement, { columns: [], parameters: [] });
  });
}

function executedBy(result: unknown): Executed {
  if (Array.isArray(result)) return { rows: result, changes: 0, lastID: 0 };
  const { affectedRows, insertId } = result as { affectedRows: number; insertId: number };
  return { rows: [], changes: affectedRows, lastID: insertId };
}

// mysql2 sends every number as a double, which MariaDB does not accept in LIMIT.
function toMysql(value: SqlValue): unknown {
  return typeof value === "number" && Number.isSafeInteger(value) ? TypedParameter.LONGLONG(value) : value;
}
