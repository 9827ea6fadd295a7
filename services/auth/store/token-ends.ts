import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { sql } from "../../../mixins/db/sql.ts";
import { findRow, upsert } from "../../../mixins/db/statements.ts";

/** Whose tokens: a user's of a tenant, or an operator's with an empty one. */
export interface TokenHolder {
  tenant_id: string;
  subject: string;
}

/** When the tokens of somebody were last revoked, in epoch milliseconds; 0 for never. */
export async function endOfTokens(db: Database, { tenant_id, subject }: TokenHolder): Promise<number> {
  return (await findRow<{ ended_at: number }>(db, "token_ends", { tenant_id, subject }))?.ended_at ?? 0;
}

/** Records that the tokens of somebody are revoked. No end is earlier than the one before, whatever the clocks say. */
export const putEndOfTokens = (
  db: Database,
  tx: Transaction,
  { tenant_id, subject }: TokenHolder,
  ended_at: number,
) => {
  const later = sql(
    "ended_at = CASE WHEN token_ends.ended_at < ? THEN ? ELSE token_ends.ended_at END",
    ended_at,
    ended_at,
  );
  return upsert(db, "token_ends", { tenant_id, subject }, { ended_at }, tx, later);
};
