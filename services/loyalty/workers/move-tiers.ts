import { system } from "../../../mixins/actions/action.ts";
import type { TransactionContext } from "../../../mixins/actions/idempotent.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { storeOf } from "../../../mixins/db/store.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import type { LoyaltyTier } from "../../contracts.ts";
import { tierIn, yearOf } from "../loyalty.rules.ts";
import { membershipEventOf } from "../membership-event.ts";
import { type AccountRow, lockPage, saveAccount } from "../store/accounts.ts";
import { anyWaiting, lockSweep, moveSweep, programOf, tiersWorker, waitingStore } from "../store/programs.ts";

const everyMs = 5_000;
const batch = 100;

/** Moves accounts to the tiers that a store's changed program gives them. */
export const moveTiers = ({ db }: CoreInstance): Worker => ({
  name: tiersWorker,
  everyMs,
  due: { store: storeOf(db), sql: anyWaiting },
  run: () => republishTiers(db, batch),
});

/** Sweeps a batch of accounts of a store whose program changed; returns 1, or 0 when no store is due. */
export async function republishTiers(db: Database, batch: number): Promise<number> {
  const store_id = await waitingStore(db);
  if (store_id === undefined) return 0;
  return withOutbox(db, { actor: system, request_id: null }, async (txContext) => {
    const { tx } = txContext;
    const program = await programOf(db, store_id, tx);
    const sweep = await lockSweep(db, tx, store_id);
    if (!sweep) return 0;
    const year = yearOf(Date.now());
    const accounts = await lockPage(db, tx, { store_id, year, after: sweep.after_id, limit: batch });
    for (const account of accounts) await moveTo(tierIn(program, account, year), db, txContext, account);
    await moveSweep(db, tx, store_id, accounts.length < batch ? null : (accounts.at(-1)?.id ?? null));
    return 1;
  });
}

async function moveTo(tier: LoyaltyTier, db: Database, { tx, publish }: TransactionContext, account: AccountRow) {
  if (account.tier === tier) return;
  const moved = { ...account, tier, version: account.version + 1, updated_at: Date.now() };
  await saveAccount(db, tx, moved, 0);
  publish({ name: "loyalty.tier_changed", ...membershipEventOf(moved, {}) });
}
