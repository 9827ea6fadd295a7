import { demoOrders } from "../../demo-data/demo-orders.ts";
import { inEachStore } from "../../demo-data/in-each-store.ts";
import { sampleFulfillmentsOf } from "../../demo-data/order-parts.ts";
import { hasRows } from "../../mixins/db/bulk-insert.ts";
import { insertPast } from "./store/fulfillments.ts";

/** Inserts the fulfilments of the demo's orders. */
export const demoFulfillments = inEachStore(async (db, tx, store, today) => {
  const fulfillments = demoOrders(store, today).flatMap((order) =>
    sampleFulfillmentsOf(order).map((fulfillment) => ({ fulfillment, customer_id: order.customer_id })),
  );
  const ids = fulfillments.map(({ fulfillment }) => fulfillment.id);
  if (!(await hasRows(db, tx, "fulfillments", store.store_id, ids))) await insertPast(db, tx, store, fulfillments);
});
