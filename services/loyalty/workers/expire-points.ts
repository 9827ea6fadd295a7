import { system } from "../../../mixins/actions/action.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { storeOf } from "../../../mixins/db/store.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { openLocked } from "../account-ledger.ts";
import { lockFree } from "../store/accounts.ts";
import { dueAccounts, nextExpiry } from "../store/lots.ts";

const everyMs = 5_000;
const batch = 100;

/**
 * Expires points that are due. Any number of instances may run: each skips accounts that another has locked, and an
 * account whose instance dies before the commit stays due.
 */
export const expireDuePoints = ({ db }: CoreInstance): Worker => ({
  name: "loyalty.expirePoints",
  everyMs,
  due: { store: storeOf(db), sql: nextExpiry },
  run: (signal) => expirePoints(db, batch, signal),
});

/** Expires the due points of up to `batch` accounts, one transaction each; returns how many accounts changed. */
export async function expirePoints(db: Database, batch: number, signal?: AbortSignal): Promise<number> {
  let done = 0;
  for (const id of await dueAccounts(db, Date.now(), batch)) {
    if (signal?.aborted) break;
    done += await withOutbox(db, { actor: system, request_id: null }, async (txContext) => {
      const account = await lockFree(db, txContext.tx, id);
      if (!account) return 0;
      const { version } = (await openLocked({ ...txContext, db, actor: system }, account)).account;
      return version > account.version ? 1 : 0;
    });
  }
  return done;
}
