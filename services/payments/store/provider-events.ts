import type { Database } from "../../../mixins/db/database.ts";
import { insertNew } from "../../../mixins/db/statements.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import type { PaymentProvider } from "../../contracts.ts";
import type { Notice } from "../providers/provider.ts";

/** A message of a provider that is to be handled. */
export interface ProviderEvent extends Notice {
  id: number;
  provider: PaymentProvider;
  tries: number;
}

/** Messages of providers, each of which is handled once it is due. */
export const providerEvents = new DueQueue<ProviderEvent>({
  worker: "payments.hooks",
  table: "provider_events",
  key: ["id"],
  columns: ["provider", "event_id", "type", "reference", "store_id", "payment_id"],
  where: "handled_at IS NULL",
  due: "due_at",
  claim: { until: "claimed_until", tries: "tries" },
});

/** Keeps a message; false when it was kept before. It is there to stay when this resolves. */
export async function keepNotice(db: Database, provider: PaymentProvider, notice: Notice): Promise<boolean> {
  const now = Date.now();
  const row = { provider, ...notice, received_at: now, due_at: now, claimed_until: 0 };
  if (!(await insertNew(db, "provider_events", { ...row }))) return false;
  providerEvents.wakeAfter();
  return true;
}

/** Removes messages that were handled before a time: a provider repeats them for some days. */
export async function removeHandled(db: Database, before: number): Promise<void> {
  await db.run("DELETE FROM provider_events WHERE handled_at < ?", [before]);
}
