import { onErasure } from "../../mixins/actions/erasure.ts";
import { removeRecipient } from "./store/fulfillments.ts";

/**
 * Takes an erased customer off the parcels that went to them, which stay. Their id stays with them: it leads nowhere any
 * more. Events of fulfilments hold nothing of a person, so only rows and recorded answers do.
 */
export const forgetCustomers = onErasure("erasure", async ({ store_id, customer_id }, { db, tx, signal }) => {
  const orders = await removeRecipient(db, tx, store_id, customer_id);
  for (const order_id of orders) signal("shipments.erased", { store_id, order_id });
});
