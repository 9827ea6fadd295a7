import { forget } from "../../mixins/actions/erasure.ts";
import { subscribe } from "../../mixins/messaging/inbox.ts";
import { forgetUses } from "./store/uses.ts";

/** Takes an erased customer off the promotions that they used, which stay used. */
export const forgetCustomers = subscribe<"customer.deleted">(
  "erasure",
  "customer.deleted",
  async ({ store_id, aggregate }, { db, tx }) => {
    await forgetUses(db, tx, store_id, aggregate.id);
    await forget(db, tx, aggregate.id);
  },
);
