import type { Transaction } from "sequelize";
import { Erasures, type Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { invalidToken } from "../auth.errors.ts";

/** Erased customers whose token may still be shown for a moment. */
export const accountErasures = new Erasures("account_erasures");

/** Checks, after the insert of what a customer signs in with, that they are not erased. Throws `invalid_token`. */
export async function assertNotErased(db: Database, tx: Transaction, owner: Person): Promise<void> {
  if (await accountErasures.has(db, tx, owner)) throw invalidToken("The customer of the token has no account here.");
}
