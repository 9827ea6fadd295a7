import { system } from "../../../mixins/actions/action.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { openLocked } from "../account-ledger.ts";
import { lockFree } from "../store/accounts.ts";
import { dueAccounts } from "../store/lots.ts";

const everyMs = 5_000;
const batch = 100;

/**
 * Lets points go that are past their time. Any number of instances may run: what one works on the others pass over, and
 * what one that dies had not committed is done by the next.
 */
export const expireDuePoints = ({ db }: CoreInstance): Worker => ({
  name: "loyalty.expirePoints",
  everyMs,
  elastic: true,
  run: (signal) => expirePoints(db, batch, signal),
});

/** Lets the points go that are past their time, an account after the other; answers of how many accounts. */
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
