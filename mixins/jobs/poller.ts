import { Poller } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import { onCommit } from "../db/transaction.ts";

export { Poller, periodic, type Worker } from "@seller-orchestra/durable";

/** The poller of this process. */
export const poller = new Poller();

/** Wakes a worker of this process after a commit, or at once without a transaction. */
export function wakeAfter(tx: Transaction | undefined, worker: string): void {
  if (tx) onCommit(tx, () => poller.wake(worker));
  else poller.wake(worker);
}
