import { ulid } from "ulid";
import { Database } from "../../../mixins/db/database.ts";
import { transaction } from "../../../mixins/db/transaction.ts";
import type { Call, DomainEvent, Webhook } from "../../../services/contracts.ts";
import { recordEvents } from "../../../services/webhooks/webhooks.events.ts";
import webhooks from "../../../services/webhooks/webhooks.service.ts";
import type { Bounds } from "../../../services/webhooks/workers/bounds.ts";
import { deliver } from "../../../services/webhooks/workers/deliver.ts";
import { Poster } from "../../../services/webhooks/workers/poster.ts";
import { type Running, startIdleBroker } from "../broker.ts";
import { Receiver } from "./receiver.ts";

let stores = 500_000 + (process.pid % 1_000) * 100;

/** The webhooks service without its workers, which tests run by hand, and an endpoint. Each test has a store of its own. */
export class Sending {
  readonly receiver = new Receiver();
  readonly of = { store_id: 0, client_id: "sx_app_test" };
  db!: Database;
  call!: Call;
  #broker?: Running;

  async start(): Promise<void> {
    await this.receiver.start();
    this.#broker = await startIdleBroker(webhooks);
    this.call = this.#broker.call;
    this.db = new Database("webhooks");
  }

  async stop(): Promise<void> {
    await this.#broker?.stop();
    await this.db.close();
    await this.receiver.stop();
  }

  reset(): void {
    this.of.store_id = ++stores;
    this.receiver.received.length = 0;
    this.receiver.answer = () => 204;
  }

  create(more: Partial<Webhook> = {}, path = "/hook") {
    const url = this.receiver.url(path);
    const settings = { url, description: null, topics: ["*"], ordered: false, personal_data: true };
    const write = { ...this.of, idempotency_key: ulid(), tenant_id: "ten_test" };
    return this.call("webhooks.create", { ...write, webhook: { ...settings, ...more } });
  }

  /** What names a webhook in a request that changes it. */
  change({ id }: Webhook) {
    return { ...this.of, webhook_id: id, idempotency_key: ulid() };
  }

  /** Publishes an event of each of these orders. */
  publish(...entities: string[]): Promise<void> {
    return this.publishEvents(entities.map((id, index) => eventOf(this.of.store_id, id, index + 1)));
  }

  publishEvents(events: DomainEvent[]): Promise<void> {
    return transaction(this.db, async (tx) => {
      await recordEvents.handleMany?.(events, { db: this.db, tx, signal: () => undefined });
    });
  }

  worker(bounds: Partial<Bounds> = {}, poster = new Poster({ total: 5_000 })) {
    return deliver(this.db, { warn: (...said: unknown[]) => console.error(...said) }, bounds, poster);
  }

  /** Runs a worker until nothing is due. */
  async work(bounds: Partial<Bounds> = {}): Promise<void> {
    const each = this.worker(bounds);
    while (Number(await each.run(new AbortController().signal)) > 0);
    await each.close?.();
  }

  async states({ id }: Webhook): Promise<string[]> {
    const { items } = await this.call("webhooks.deliveries", { ...this.of, webhook_id: id, limit: 100 });
    return items.map(({ state, attempts }) => `${state} ${attempts}`).sort();
  }

  makeDue(): Promise<number> {
    return this.db.run("UPDATE webhook_deliveries SET due_at = 1 WHERE store_id = ?", [this.of.store_id]);
  }

  wake(): Promise<number> {
    return this.db.run("UPDATE webhooks SET due_at = 1, claimed_until = 0 WHERE store_id = ?", [this.of.store_id]);
  }
}

/** An event of an order, or of another entity by its `more`. */
export function eventOf(store_id: number, id: string, version: number, more: object = {}): DomainEvent {
  return {
    id: `evt_${ulid()}`,
    name: "order.tagged",
    store_id,
    tenant_id: "ten_test",
    aggregate: { type: "order", id, version },
    occurred_at: new Date().toISOString(),
    actor: { type: "system", id: "system" },
    request_id: null,
    data: { before: { tags: [] }, after: { tags: ["a"] } },
    ...more,
  } as unknown as DomainEvent;
}
