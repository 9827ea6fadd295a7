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

/** The pause when idle, in milliseconds, and the batch size. */
export interface Timing {
  idle: number;
  batch: number;
}

const usual: Timing = { idle: 5_000, batch: 100 };

interface Dependencies {
  db: Database;
  logger: Pick<Logger, "warn">;
}

/**
 * Expires due points, and publishes the tiers that a store's new settings have changed. Any number of instances may
 * run: each skips what another has locked, and uncommitted work of a crashed one is repeated by the next. Returns the
 * function that stops it.
 */
export function startSweeper({ db, logger }: Dependencies, overrides: Partial<Timing> = {}): () => Promise<void> {
  const { idle, batch } = { ...usual, ...overrides };
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = run();

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const done = await pass().catch((error) => {
        logger.warn({ error: String(error) }, "the loyalty sweep failed");
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

/** Expires due points, one account per transaction; returns the number of accounts. */
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

/**
 * Updates the tiers of a batch of accounts of one store whose settings changed; returns the number of stores processed,
 * at most one.
 */
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
