import { Poller } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import { onCommit } from "../db/transaction.ts";

export { Poller, periodic, type Worker } from "@seller-orchestra/durable";

/** The poller of this process. */
export const poller = new Poller();

/** Wakes a worker of this process after a commit, or without a transaction; at a time in epoch milliseconds, or at once. */
export function wakeAfter(tx: Transaction | undefined, worker: string, at = 0): void {
  const wake = () => poller.wake(worker, at - Date.now());
  if (tx) onCommit(tx, wake);
  else wake();
}
