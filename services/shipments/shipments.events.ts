import { onErasure } from "../../mixins/actions/erasure.ts";
import { shipmentErasures } from "./store/erasures.ts";
import { removeRecipient } from "./store/fulfillments.ts";

/**
 * Removes an erased customer's recipient data from their fulfilments, which stay with the customer's id: it refers to
 * nothing any more. Events of fulfilments carry no personal data, so only rows and recorded answers are affected.
 */
export const forgetCustomers = onErasure("erasure", async ({ store_id, customer_id }, { db, tx, signal }) => {
  // First: a fulfilment that is made meanwhile waits for this, or is found below.
  await shipmentErasures.remember(db, tx, { store_id, customer_id });
  const orders = await removeRecipient(db, tx, store_id, customer_id);
  for (const order_id of orders) signal("shipments.erased", { store_id, order_id });
});
