import { expect } from "chai";
import { newId } from "../../../mixins/values/ids.ts";
import type { Call, NewOrder, OrderDetail } from "../../../services/contracts.ts";
import { type Running, startBroker } from "../broker.ts";

/** The orders service alone, with a test's own store. */
export interface OrdersShop {
  store_id: number;
  call: Call;
  /** Parameters of a write with a new key. */
  write(): { store_id: number; idempotency_key: string };
  order(order?: Partial<NewOrder>): Promise<OrderDetail>;
  get(order: { id: string }): Promise<OrderDetail>;
  /** Claims and confirms a fulfilment; returns its id. */
  fulfil(order: { id: string }, items?: { item_id: string; quantity: number }[]): Promise<string>;
  stop(): Promise<void>;
}

let shops = 0;

/** Starts the orders service with a store that no other test uses. */
export async function openOrders(): Promise<OrdersShop> {
  const { default: service } = await import("../../../services/orders/orders.service.ts");
  const { call: callNow, stop }: Running = await startBroker(service);
  // Invalid parameters throw before there is a promise.
  const call: Call = async (name, params, options) => callNow(name, params, options);
  const store_id = 500_000 + (process.pid % 1_000) * 100 + shops++;
  const write = () => ({ store_id, idempotency_key: newId("req") });
  const order = (given: Partial<NewOrder> = {}) =>
    call("orders.create", { ...write(), tenant_id: "ten_test", order: { ...plain, ...given } });
  const get = async ({ id }: { id: string }) => {
    const { returns: _none, ...order } = await call("orders.getWithReturns", { store_id, order_id: id });
    return order;
  };
  async function fulfil({ id: order_id }: { id: string }, items?: { item_id: string; quantity: number }[]) {
    const fulfillment_id = newId("ful");
    await call("orders.claimFulfillment", { ...write(), order_id, fulfillment_id, items });
    await call("orders.confirmFulfillment", { ...write(), order_id, fulfillment_id });
    return fulfillment_id;
  }
  return { store_id, call, write, order, get, fulfil, stop };
}

/** An order of five pieces in two lines, paid on delivery. */
export const plain: NewOrder = {
  customer_id: "cust_nobody",
  currency: "BDT",
  items: [
    { product_id: "item_1", sku: "PASTA", name: "Pasta", quantity: 3, unit_price: 200 },
    { product_id: "item_2", sku: "PIZZA", name: "Pizza", quantity: 2, unit_price: 200 },
  ],
  sub_total: 1_000,
  discount: 0,
  tax: 0,
  shipping: 0,
  tip: 0,
  payment_method: "cod",
};

/** The status and type of refused work, such as `409 order_not_cancellable`. */
export const refusalOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "accepted",
    ({ code, type }: { code: number; type: string }) => `${code} ${type}`,
  );

/** Expects work to be refused with this status and type. */
export async function refused(work: Promise<unknown>, refusal: string): Promise<void> {
  expect(await refusalOf(work)).to.equal(refusal);
}
