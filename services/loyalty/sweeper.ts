import { setTimeout as wait } from "node:timers/promises";
import { system } from "../../mixins/actions/action.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import type { Logger } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/db/database.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import { openLocked } from "./account-ledger.ts";
import { tierIn, yearOf } from "./loyalty.rules.ts";
import { membershipEventOf } from "./membership-event.ts";
import { type AccountRow, lockFree, lockPage, saveAccount } from "./store/accounts.ts";
import { dueAccounts } from "./store/lots.ts";
import { lockSweep, moveSweep, programOf, waitingStore } from "./store/programs.ts";

/** How background work keeps time, in milliseconds, and how much of it is done at once. */
export interface Timing {
  idle: number;
  batch: number;
}

const usual: Timing = { idle: 5_000, batch: 100 };

interface Keeping {
  db: Database;
  logger: Pick<Logger, "warn">;
}

/**
 * Lets points go that are past their time, and tells of tiers that a store's settings have moved. Any number of instances
 * may run: what one works on the others pass over, and what one that dies had not committed is done by the next.
 * Answers how to stop.
 */
export function startSweeper({ db, logger }: Keeping, overrides: Partial<Timing> = {}): () => Promise<void> {
  const { idle, batch } = { ...usual, ...overrides };
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = run();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const done = await pass().catch((error) => {
        logger.warn({ error: String(error) }, "points wait to expire");
        return 0;
      });
      if (done === 0) await wait(idle, undefined, { signal }).catch(() => undefined);
    }
  }

  async function pass(): Promise<number> {
    const expired = await expirePoints(db, batch, signal);
    return expired + (await republishTiers(db, batch));
  }

  return async () => {
    stopping.abort();
    await running;
  };
}

/** Lets the points go that are past their time, an account after the other; answers of how many accounts. */
export async function expirePoints(db: Database, batch: number, signal?: AbortSignal): Promise<number> {
  let done = 0;
  for (const id of await dueAccounts(db, Date.now(), batch)) {
    if (signal?.aborted) break;
    done += await asSystem(db, async (txContext) => {
      const account = await lockFree(db, txContext.tx, id);
      if (!account) return 0;
      const { version } = (await openLocked({ ...txContext, db, actor: system }, account)).account;
      return version > account.version ? 1 : 0;
    });
  }
  return done;
}

/** Looks through some accounts of a store whose settings changed; answers how many stores it found waiting, one at most. */
export async function republishTiers(db: Database, batch: number): Promise<number> {
  const store_id = await waitingStore(db);
  if (store_id === undefined) return 0;
  return asSystem(db, async (txContext) => {
    const { tx } = txContext;
    const program = await programOf(db, store_id, tx);
    const sweep = await lockSweep(db, tx, store_id);
    if (!sweep) return 0;
    const year = yearOf(Date.now());
    const accounts = await lockPage(db, tx, { store_id, year, after: sweep.after_id, limit: batch });
    for (const account of accounts) await republish(db, txContext, account, tierIn(program, account, year));
    await moveSweep(db, tx, store_id, accounts.length < batch ? null : (accounts.at(-1)?.id ?? null));
    return 1;
  });
}

async function republish(
  db: Database,
  { tx, publish }: TransactionContext,
  account: AccountRow,
  tier: AccountRow["tier"],
) {
  if (account.tier === tier) return;
  const moved = { ...account, tier, version: account.version + 1, updated_at: Date.now() };
  await saveAccount(db, tx, moved, 0);
  publish({ name: "loyalty.tier_changed", ...membershipEventOf(moved, {}) });
}

const asSystem = (db: Database, work: (txContext: TransactionContext) => Promise<number>): Promise<number> =>
  withOutbox(db, { actor: system, request_id: null }, work);
