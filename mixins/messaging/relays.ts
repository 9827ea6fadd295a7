import { Relay, type SavedEvent } from "@seller-orchestra/durable";
import type { Transaction } from "sequelize";
import type { Logger } from "../core-instance.ts";
import type { Database } from "../db/database.ts";
import { storeOf } from "../db/store.ts";
import { onCommit } from "../db/transaction.ts";
import { poller } from "../jobs/poller.ts";
import { bus } from "./durable-events.ts";

const relays: { service: string; shard: number; relay: Relay }[] = [];

/** Starts the relay of a service in this process; returns the function that stops it. */
export function startRelay(db: Database, logger: Logger): () => Promise<void> {
  const started = { service: db.service, shard: db.shard, relay: new Relay(storeOf(db), bus, poller, logger) };
  relays.push(started);
  const stop = poller.start([started.relay.worker()], logger);
  return () => {
    relays.splice(relays.indexOf(started), 1);
    return stop();
  };
}

/** Has events published after their commit: by the relay of this process, or by that of another within two seconds. */
export const offerAfter = (tx: Transaction, { service, shard }: Database, events: readonly SavedEvent[]): void =>
  onCommit(tx, () => {
    relays.findLast((each) => each.service === service && each.shard === shard)?.relay.offer(events);
  });
