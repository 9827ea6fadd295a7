import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { findRow, insertNew, remove } from "../../../mixins/db/statements.ts";
import { fail } from "../webhooks.errors.ts";

interface OfApp {
  store_id: number;
  client_id: string;
}

/** Removes the webhooks of an app that has ended in a store, and keeps that it has. */
export async function endApp(db: Database, tx: Transaction, { store_id, client_id }: OfApp): Promise<void> {
  await insertNew(db, "webhook_ended_apps", { store_id, client_id }, tx);
  await remove(db, "webhooks", { store_id, client_id }, tx);
}

/** Checks, after its webhook was inserted, that an app has not ended. Throws `webhook_not_found`. */
export async function assertNotEnded(db: Database, tx: Transaction, { store_id, client_id }: OfApp): Promise<void> {
  if (await findRow(db, "webhook_ended_apps", { store_id, client_id }, tx, "client_id"))
    throw fail("webhook_not_found");
}
