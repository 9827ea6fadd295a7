import { driverCode } from "@seller-orchestra/durable";
import { sentenceOf } from "../../config/engine-problems.ts";
import { UnavailableError } from "../actions/errors.ts";

/** A lock stays held by another, or two writers waited for each other once too often. */
export class Contention extends UnavailableError {}

/** True when a lock was held by another for too long, or two transactions waited for each other. */
export function isContention(error: unknown): boolean {
  return /^(ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT|ER_CHECKREAD|SQLITE_BUSY.*)$/.test(driverCode(error));
}

/**
 * Turns an error for which the statement is not to blame into `service_unavailable`: the connection is lost, the disk is
 * full, the server is read-only, a lock stays held, or whatever else the engine may name. Others are unchanged.
 */
export function asUnavailable(error: unknown): unknown {
  if (isContention(error)) return new Contention("database");
  if (!isOfEngine(error) && !isOfConnection(error)) return error;
  return new UnavailableError("database", sentenceOf(error));
}

/** True when the engine answers, and refuses what it would take at other times. */
export function isOfEngine(error: unknown): boolean {
  const code = driverCode(error);
  if (code.startsWith("SQLITE_")) return !blamesStatementSqlite.test(code);
  // A right that was taken away, or never given.
  if (/ACCESS_DENIED/.test(code)) return true;
  const { parent, sqlState } = (error ?? {}) as { parent?: { sqlState?: string }; sqlState?: string };
  const state = parent?.sqlState ?? sqlState ?? "";
  // mysql2 names the errors of MySQL: one of MariaDB's own, such as that of max_statement_time, may have a state alone.
  if (!code.startsWith("ER_") && !state) return false;
  return !blamesStatement.test(state) && !blamesStatementCode.test(code);
}

// Classes of SQLSTATE: cardinality, data, constraints, syntax and names, warnings; and features that are not there.
const blamesStatement = /^(21|22|23|42|01|0A)/;
// Of the general class, those that a value or a column is to blame for.
const blamesStatementCode = /^ER_(NO_DEFAULT|TRUNCATED|WRONG|UNKNOWN|CONSTRAINT|CHECK|BAD|INVALID|DUP|VIEW|NON_|PARSE)/;
const blamesStatementSqlite = /^SQLITE_(ERROR|CONSTRAINT|MISMATCH|MISUSE|RANGE|TOOBIG)/;

const connectionCodes = /^(E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NOTFOUND|AI_AGAIN)|PROTOCOL_.*)$/;

function isOfConnection(error: unknown): boolean {
  const { name, message } = error as Error;
  const closed = /closed state|Connection (is )?closed|pool is draining/i.test(String(message));
  const lost = connectionCodes.test(driverCode(error)) || /^Sequelize(Connection|HostNot|AccessDenied)/.test(name);
  return lost || closed;
}
