import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { remove } from "../../../mixins/db/statements.ts";

/** A session of the console, of an operator. */
export interface OperatorSessionKey {
  subject: string;
  session_id: string;
}

/** Inserts a session; `expires_at` is in epoch milliseconds. */
export async function insertOperatorSession(db: Database, key: OperatorSessionKey, expires_at: number): Promise<void> {
  await db.insert("operator_sessions", { ...key, created_at: Date.now(), expires_at });
}

/** True until a session of an operator ends. */
export async function isOperatorSession(db: Database, { subject, session_id }: OperatorSessionKey): Promise<boolean> {
  const sql = "SELECT 1 AS found FROM operator_sessions WHERE session_id = ? AND subject = ? AND expires_at > ?";
  return (await db.row(sql, [session_id, subject, Date.now()])) !== undefined;
}

/** Ends a session of an operator; without its id all of them. Returns how many. */
export const deleteOperatorSessions = (
  db: Database,
  key: Partial<OperatorSessionKey> & { subject: string },
  tx?: Transaction,
) => remove(db, "operator_sessions", { ...key }, tx);
