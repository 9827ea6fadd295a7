import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { insertNew, remove } from "../../../mixins/db/statements.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import type { PaymentProvider } from "../../contracts.ts";
import type { Notice } from "../providers/provider.ts";
import type { PaymentRow } from "./rows.ts";

/** A message of a provider that is to be handled. */
export interface ProviderEvent extends Omit<Notice, "due_at" | "no_effect"> {
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
  index: "provider_events_due",
  claim: { until: "claimed_until", tries: "tries" },
});

/** Keeps a message; false when it was kept before. It is there to stay when this resolves. */
export async function keepNotice(
  db: Database,
  provider: PaymentProvider,
  { no_effect: _why, ...notice }: Notice,
): Promise<boolean> {
  const now = Date.now();
  const row = { provider, due_at: now, ...notice, received_at: now, claimed_until: 0 };
  if (!(await insertNew(db, "provider_events", { ...row }))) return false;
  providerEvents.wakeAfter(undefined, row.due_at);
  return true;
}

/** Keeps that something was told of a payment; false when it was told in the thirty days before. */
export function keepTold(
  db: Database,
  tx: Transaction,
  { provider, store_id, public_id: payment_id }: PaymentRow,
  event_id: string,
): Promise<boolean> {
  return insertNew(db, "provider_events", { ...handledNow(event_id, "told"), provider, store_id, payment_id }, tx);
}

/** Takes the reconciliation of a night; false when it was taken before. */
export const takeNight = (db: Database, to: number): Promise<boolean> =>
  insertNew(db, "provider_events", { ...handledNow(nightOf(to), "reconciled"), provider: "all" });

/** Lets go of a night whose reconciliation has failed. */
export const leaveNight = (db: Database, to: number): Promise<number> =>
  remove(db, "provider_events", { provider: "all", event_id: nightOf(to) });

const nightOf = (to: number) => `reconciled/${to}`;

// Beside the messages, under ids that no provider gives: nothing is to be looked up.
function handledNow(event_id: string, outcome: string) {
  const now = Date.now();
  return { event_id, type: outcome, outcome, received_at: now, due_at: now, claimed_until: 0, handled_at: now };
}

/** Removes messages that were handled before a time: a provider repeats them for some days. */
export async function removeHandled(db: Database, before: number): Promise<void> {
  await db.run("DELETE FROM provider_events WHERE handled_at < ?", [before]);
}
