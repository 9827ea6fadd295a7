import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { insertMissing } from "../../../mixins/db/statements.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import type { PaymentRow } from "./rows.ts";

/** A failed payment that is to be cancelled at its provider. */
export interface Closing {
  store_id: number;
  payment_id: string;
  tries: number;
}

/** Failed payments that can still be confirmed at their provider, each until it is cancelled there. */
export const closings = new DueQueue<Closing>({
  worker: "payments.closings",
  table: "payment_closings",
  key: ["store_id", "payment_id"],
  columns: [],
  due: "due_at",
  index: "payment_closings_due",
  claim: { until: "claimed_until", tries: "tries" },
});

/** Has a payment cancelled at its provider, as soon as this is committed. */
export async function keepClosing(db: Database, tx: Transaction, { store_id, public_id }: PaymentRow): Promise<void> {
  const row = { store_id, payment_id: public_id, due_at: Date.now(), claimed_until: 0, tries: 0 };
  await insertMissing(db, "payment_closings", row, tx);
  closings.wakeAfter(tx);
}
