import { system } from "../../../mixins/actions/action.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import type { Signal } from "../../../mixins/messaging/inbox.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { lockOrder, saveStatus } from "../order-transaction.ts";
import { releases } from "../store/releases.ts";

const unpaid: string[] = ["requires_action", "processing", "failed"];
const unpaidMs = 60_000;

/** Releases held orders as they come due. */
export const releaseOrders = ({ db }: CoreInstance, signal: Signal): Worker =>
  releases.worker(db, () => releaseDue(db, Date.now(), signal));

/** Releases one order that is due by then; false when none is. An order that is no longer pending stays as it is. */
export async function releaseDue(db: Database, now: number, signal: Signal): Promise<boolean> {
  const outcome = await withOutbox(db, { actor: system, request_id: null }, async (txContext) => {
    const [held] = await releases.lock(db, txContext.tx, { limit: 1, now });
    if (!held) return undefined;
    const of = { store_id: held.store_id, order_id: held.public_id };
    const locked = await lockOrder({ db, actor: system }, txContext, of);
    const { status, payment_status } = locked.row;
    // It is paid first, or cancelled: nothing of it is to be made until then.
    if (status === "pending" && unpaid.includes(payment_status)) {
      await releases.postpone(db, held, now + unpaidMs, {}, txContext.tx);
      return { released: undefined };
    }
    await releases.remove(db, held, txContext.tx);
    return { released: status === "pending" ? await saveStatus(locked, "confirmed") : undefined };
  });
  if (outcome?.released) {
    const { id: order_id, store_id, revision } = outcome.released;
    // No workflow runs that would invalidate cached copies.
    signal("orders.revised", { store_id, order_id, revision });
  }
  return outcome !== undefined;
}
