import { forget } from "../../mixins/erasure.ts";
import { hears } from "../../mixins/inbox.ts";
import { removeRecipient } from "./store/fulfillments.ts";

/**
 * Takes an erased customer off the parcels that went to them, which stay. Their id stays with them: it leads nowhere any
 * more. Facts of fulfilments hold nothing of a person, so only rows and recorded answers do.
 */
export const forgetCustomers = hears<"customer.deleted">(
  "erasure",
  "customer.deleted",
  async (fact, { db, tx, hint }) => {
    const { store_id } = fact;
    const orders = await removeRecipient(db, tx, store_id, fact.aggregate.id);
    await forget(db, tx, fact.aggregate.id);
    for (const order_id of orders) hint("shipments.erased", { store_id, order_id });
  },
);
