import { system } from "../../../mixins/actions/action.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import type { Signal } from "../../../mixins/messaging/inbox.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import type { Order } from "../../contracts.ts";
import { changeOf } from "../event-data.rules.ts";
import { about, eventData, type Locked, lockOrder } from "../order-transaction.ts";
import { releases } from "../store/releases.ts";

/** Releases held orders as they come due. */
export const releaseOrders = ({ db }: CoreInstance, signal: Signal): Worker =>
  releases.worker(db, () => releaseDue(db, Date.now(), signal));

/** Releases one order that is due by then; false when none is. One that is no longer pending is left as it is. */
export async function releaseDue(db: Database, now: number, signal: Signal): Promise<boolean> {
  const outcome = await withOutbox(db, { actor: system, request_id: null }, async (txContext) => {
    const [held] = await releases.lock(db, txContext.tx, { limit: 1, now });
    if (!held) return undefined;
    await releases.remove(db, held, txContext.tx);
    const of = { store_id: held.store_id, order_id: held.public_id };
    return { released: await release(await lockOrder({ db, actor: system }, txContext, of)) };
  });
  if (outcome?.released) {
    const { id: order_id, store_id, revision } = outcome.released;
    // No workflow has brought this about that would see to what is cached.
    signal("orders.revised", { store_id, order_id, revision });
  }
  return outcome !== undefined;
}

async function release({ row, order, save, publish }: Locked): Promise<Order | undefined> {
  if (row.status !== "pending") return undefined;
  const entry = { type: "order.status_changed", data: { from: row.status, to: "confirmed" } };
  const saved = await save({ status: "confirmed" }, [entry]);
  publish({ name: "order.status_changed", ...about(row, saved), data: eventData(saved, changeOf(order, saved)) });
  return saved;
}
