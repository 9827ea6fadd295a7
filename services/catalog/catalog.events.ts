import { onErasure } from "../../mixins/actions/erasure.ts";
import { forgetUses } from "./store/uses.ts";

/** Takes an erased customer off the promotions that they used, which stay used. */
export const forgetCustomers = onErasure("erasure", ({ store_id, customer_id }, { db, tx }) =>
  forgetUses(db, tx, store_id, customer_id),
);
