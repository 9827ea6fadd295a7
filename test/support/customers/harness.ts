import { ulid } from "ulid";
import type { Call, Customer, NewCustomer, OrderTally } from "../../../services/contracts.ts";
import { startBroker, startIdleBroker } from "../broker.ts";

/** The customers service alone, with a test's own store. */
export interface CustomersHarness {
  store_id: number;
  call: Call;
  /** Parameters of a write with a new key. */
  write(): { store_id: number; idempotency_key: string };
  customer(customer?: Partial<NewCustomer>): Promise<Customer>;
  get(customer: { id: string }): Promise<Customer>;
  /** Applies tallies of orders of 10.00 BDT that count, by default. */
  orders(customer: { id: string }, ...orders: Partial<OrderTally>[]): Promise<void>;
  stop(): Promise<void>;
}

let opened = 0;

/** Starts the customers service with a store that no other test uses; without background work when `idle`. */
export async function openCustomers({ idle = false } = {}): Promise<CustomersHarness> {
  const { default: service } = await import("../../../services/customers/customers.service.ts");
  const { call, stop } = await (idle ? startIdleBroker : startBroker)(service);
  const store_id = 700_000 + (process.pid % 1_000) * 100 + opened++;
  const write = () => ({ store_id, idempotency_key: ulid() });
  const customer = (given: Partial<NewCustomer> = {}) =>
    call("customers.create", {
      ...write(),
      tenant_id: "ten_test",
      country: "BD",
      customer: { registration_source: "APP", first_name: "Rahim", ...given },
    });
  const get = ({ id }: { id: string }) => call("customers.get", { store_id, customer_id: id });
  async function orders({ id: customer_id }: { id: string }, ...given: Partial<OrderTally>[]): Promise<void> {
    const tallies = given.map((tally) => ({ ...plain, order_id: `ord_${ulid()}`, customer_id, ...tally }));
    await call("customers.applyOrders", { store_id, tallies });
  }
  return { store_id, call, write, customer, get, orders, stop };
}

const plain = {
  order_number: "A-1",
  version: 1,
  grand_total: 1_000,
  net_sales: 1_000,
  currency: "BDT",
  counts: true,
  created_at: Date.now(),
};
