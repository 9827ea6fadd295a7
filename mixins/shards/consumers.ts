import type { Consumer } from "@seller-orchestra/durable";
import { shardOf } from "../../config/shards.ts";
import type { DomainEvent } from "../../services/contracts.ts";
import type { CoreInstance } from "../core-instance.ts";
import { bus } from "../messaging/durable-events.ts";
import { consumerOf, type Signal, type Subscription } from "../messaging/inbox.ts";
import { awayFrom } from "./across.ts";

/** Subscribes a service once for all shards: each event is handled in the database of its store. */
export function subscribeOnShards(
  services: readonly CoreInstance[],
  subscriptions: readonly Subscription[],
  signal: Signal,
): void {
  for (const each of subscriptions) {
    const parts = services.map((service) => {
      const { db, ready, logger } = service;
      return { service, consumer: consumerOf(db, each, ready.promise, logger, signal) };
    });
    const partOf = ({ store_id }: DomainEvent): Consumer<DomainEvent> => {
      const shard = shardOf(store_id);
      const part = parts.find(({ service }) => service.db.shard === shard);
      // It is delivered again until SHARDS names the shard.
      if (!part) throw new Error(`No database is named in SHARDS for the shard ${shard} of store ${store_id}.`);
      if (part.service.isAway) throw awayFrom(shard);
      return part.consumer;
    };
    const [{ consumer: first }] = parts as [(typeof parts)[0]];
    bus.subscribe({
      name: first.name,
      pattern: first.pattern,
      handle: async (event) => partOf(event).handle(event),
      deadLetter: async (event, ...why) => partOf(event).deadLetter(event, ...why),
    });
  }
}
