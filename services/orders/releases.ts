import { system } from "../../mixins/action.ts";
import type { CoreInstance } from "../../mixins/core-service.ts";
import type { Database } from "../../mixins/database.ts";
import type { Hint } from "../../mixins/inbox.ts";
import { changeAndTell } from "../../mixins/outbox.ts";
import type { Order } from "../contracts.ts";
import { about, type Locked, lockOrder, told } from "./changing.ts";
import { isAnyDue, letGo, takeDue } from "./store/releases.ts";
import { changeOf } from "./telling.rules.ts";
import { repeatedly } from "./working.ts";

/**
 * Releases held orders as they come due. Any number of instances may run: each takes its own, and what one had in hand
 * when it died is free at once. Answers how to stop.
 */
export function startReleases({ db, logger, broker }: CoreInstance): () => Promise<void> {
  const hint: Hint = (name, data) => void broker.emit(name, data).catch(() => undefined);
  return repeatedly(() => releaseDue(db, Date.now(), hint), logger, "held orders wait");
}

/** Releases one order that is due by then; false when none is. One that is no longer pending is left as it is. */
export async function releaseDue(db: Database, now: number, hint: Hint): Promise<boolean> {
  if (!(await isAnyDue(db, now))) return false;
  const outcome = await changeAndTell(db, { actor: system, request_id: null }, async (changing) => {
    const held = await takeDue(db, changing.tx, now);
    if (!held) return undefined;
    await letGo(db, changing.tx, held);
    const of = { store_id: held.store_id, order_id: held.public_id };
    return { released: await release(await lockOrder({ db, actor: system }, changing, of)) };
  });
  if (outcome?.released) {
    const { id: order_id, store_id, revision } = outcome.released;
    // No workflow has brought this about that would see to what is cached.
    hint("orders.revised", { store_id, order_id, revision });
  }
  return outcome !== undefined;
}

async function release({ row, order, save, announce }: Locked): Promise<Order | undefined> {
  if (row.status !== "pending") return undefined;
  const entry = { type: "order.status_changed", data: { from: row.status, to: "confirmed" } };
  const saved = await save({ status: "confirmed" }, [entry]);
  announce({ name: "order.status_changed", ...about(row, saved), data: told(saved, changeOf(order, saved)) });
  return saved;
}
