import { ulid } from "ulid";
import { Database } from "../../../mixins/db/database.ts";
import type { ActionParams, Call, DomainEvent } from "../../../services/contracts.ts";
import { forgetCustomers } from "../../../services/returns/returns.events.ts";
import returns from "../../../services/returns/returns.service.ts";
import { type Running, startBroker } from "../broker.ts";
import { deliverErasure } from "../core/erased.ts";

/** The returns service under test, with shorthands for requests, erasures and its tables. */
export class Senders {
  readonly store_id = 700_000 + Math.floor(Math.random() * 90_000);
  readonly tenant_id = "ten_returns";
  readonly db = new Database("returns");
  #broker?: Running;

  async start(): Promise<void> {
    this.#broker = await startBroker(returns);
  }

  async stop(): Promise<void> {
    await this.#broker?.stop();
    await this.db.close();
  }

  readonly call: Call = (name, params, options) => (this.#broker as Running).call(name, params, options);

  /** A request to return two mugs. */
  readonly request = (made: object = {}, store_id = this.store_id): ActionParams<"returns.create"> => ({
    store_id,
    tenant_id: this.tenant_id,
    idempotency_key: ulid(),
    return: {
      id: `ret_${ulid()}`,
      order_id: `ord_${ulid()}`,
      order_number: "A-1042",
      customer_id: `cust_${ulid()}`,
      items: [
        {
          item_id: "oit_1",
          product_id: "item_1",
          sku: "MUG",
          name: "Clay mug",
          quantity: 2,
          resolution: "refund",
          return_reason: "Both handles are off.",
          amount: 1_900,
        },
      ],
      shipping_address: { name: "Ann Lee", line1: "12 Lake Road", city: "Dhaka" },
      currency: "BDT",
      ...made,
    },
  });

  readonly ask = (made: object = {}, store_id = this.store_id) =>
    this.call("returns.create", this.request(made, store_id));

  readonly move = (return_id: string, status: "approved" | "rejected" | "received", more: object = {}) =>
    this.call("returns.setStatus", { idempotency_key: ulid(), store_id: this.store_id, return_id, status, ...more });

  readonly get = (return_id: string, more: object = {}) =>
    this.call("returns.get", { store_id: this.store_id, return_id, ...more });

  readonly search = (filter: object = {}, more: object = {}) =>
    this.call("returns.search", { store_id: this.store_id, filter, limit: 100, ...more });

  readonly erase = (customer_id: string, store_id = this.store_id) =>
    deliverErasure(this.db, forgetCustomers, { store_id, tenant_id: this.tenant_id }, customer_id);

  readonly eventsOf = async (id: string): Promise<DomainEvent[]> => {
    const sql = "SELECT fact FROM returns_outbox WHERE aggregate_id = ? ORDER BY id";
    return (await this.db.rows<{ fact: string }>(sql, [id])).map(({ fact: event }) => JSON.parse(event) as DomainEvent);
  };
}

/** The error of a refused call; undefined when it was accepted. */
export const refusal = (call: Promise<unknown>): Promise<{ type?: string; code?: number } | undefined> =>
  call.then(
    () => undefined,
    (error) => error,
  );
