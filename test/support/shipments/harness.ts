import { Database } from "../../../mixins/db/database.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { ActionParams, Call, DomainEvent, NewFulfillment } from "../../../services/contracts.ts";
import shipments from "../../../services/shipments/shipments.service.ts";
import { type Running, startBroker, startIdleBroker } from "../broker.ts";
import { until } from "../until.ts";

const mine = "store_id = ? AND fulfillment_id = ?";

/** The shipments service under test, with shorthands for its tables and the sandbox courier's. */
export class ShipmentsHarness {
  readonly store_id = 700_000 + Math.floor(Math.random() * 100_000);
  readonly order_id = "ord_1";
  readonly db = new Database("shipments");
  #broker?: Running;
  #made = 0;

  /** Starts the service; without background work when `idle`. */
  async start({ idle = false } = {}): Promise<void> {
    await this.#broker?.stop();
    this.#broker = await (idle ? startIdleBroker : startBroker)(shipments);
  }

  async stop(): Promise<void> {
    await this.#broker?.stop();
    await this.db.close();
  }

  readonly call: Call = (name, params, options) => (this.#broker as Running).call(name, params, options);

  readonly key = () => `key-${this.store_id}-${++this.#made}`;

  readonly request = (fulfillment: Partial<NewFulfillment> = {}): ActionParams<"shipments.create"> => ({
    store_id: this.store_id,
    tenant_id: "ten_test",
    order_id: this.order_id,
    customer_id: "cust_ann",
    fulfillment_id: newId("ful"),
    idempotency_key: this.key(),
    fulfillment: {
      items: [{ id: "oit_1", name: "Alfredo Pasta", quantity: 2, selling_price: 10_000 }],
      ...fulfillment,
    },
  });

  readonly create = (of: ActionParams<"shipments.create">) => this.call("shipments.create", of);

  readonly update = (fulfillment_id: string, changes: ActionParams<"shipments.update">["changes"]) =>
    this.call("shipments.update", { ...this.#of(fulfillment_id), changes });

  readonly cancel = (fulfillment_id: string, more: { undoes?: string; idempotency_key?: string } = {}) =>
    this.call("shipments.cancel", { ...this.#of(fulfillment_id), ...more });

  readonly find = async (id: string) => {
    const { store_id, order_id } = this;
    return (await this.call("shipments.ofOrder", { store_id, order_id })).find((one) => one.id === id);
  };

  /** The state of a shipment in the sandbox courier's ledger. */
  readonly fulfillment = (fulfillment_id: string) => this.#stateIn("sandbox_courier_parcels", fulfillment_id);

  /** Resolves when the sandbox courier has cancelled: the action calls it, or the worker that was there first. */
  readonly untilCancelled = (fulfillment_id: string) =>
    until(async () => (await this.fulfillment(fulfillment_id)) === "cancelled");

  /** The state of a booking in the service's own table. */
  readonly booking = (fulfillment_id: string) => this.#stateIn("courier_bookings", fulfillment_id);

  readonly eventsOf = async (id: string): Promise<DomainEvent[]> => {
    const sql = "SELECT fact FROM shipments_outbox WHERE aggregate_id = ? ORDER BY id";
    return (await this.db.rows<{ fact: string }>(sql, [id])).map(({ fact: event }) => JSON.parse(event) as DomainEvent);
  };

  async #stateIn(table: string, fulfillment_id: string): Promise<string | undefined> {
    const sql = `SELECT state FROM ${table} WHERE ${mine}`;
    return (await this.db.row<{ state: string }>(sql, [this.store_id, fulfillment_id]))?.state;
  }

  #of(fulfillment_id: string) {
    return { store_id: this.store_id, order_id: this.order_id, fulfillment_id, idempotency_key: this.key() };
  }
}

/** A recipient. */
export const ann = {
  name: "Anjali Patel",
  phone: "+918765432109",
  address: { name: "John Doe", phone: "+919999999999", line1: "123 Main Street", city: "Mumbai", country_code: "IN" },
};
