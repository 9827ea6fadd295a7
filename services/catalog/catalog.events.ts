import { onErasure } from "../../mixins/actions/erasure.ts";
import { forgetUses } from "./store/uses.ts";

/** Removes an erased customer from the promotions that they used; the uses still count. */
export const forgetCustomers = onErasure("erasure", ({ store_id, customer_id }, { db, tx }) =>
  forgetUses(db, tx, store_id, customer_id),
);
