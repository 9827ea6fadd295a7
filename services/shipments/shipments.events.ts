import { forget } from "../../mixins/actions/erasure.ts";
import { subscribe } from "../../mixins/messaging/inbox.ts";
import { removeRecipient } from "./store/fulfillments.ts";

/**
 * Takes an erased customer off the parcels that went to them, which stay. Their id stays with them: it leads nowhere any
 * more. Events of fulfilments hold nothing of a person, so only rows and recorded answers do.
 */
export const forgetCustomers = subscribe<"customer.deleted">(
  "erasure",
  "customer.deleted",
  async (event, { db, tx, signal }) => {
    const { store_id } = event;
    const orders = await removeRecipient(db, tx, store_id, event.aggregate.id);
    await forget(db, tx, event.aggregate.id);
    for (const order_id of orders) signal("shipments.erased", { store_id, order_id });
  },
);
