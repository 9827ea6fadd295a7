import { onErasure } from "../../mixins/actions/erasure.ts";
import { subscribe } from "../../mixins/messaging/inbox.ts";
import { deleteAccount } from "./store/accounts.ts";
import { deleteOtpsOf } from "./store/otps.ts";
import { deleteSessions } from "./store/sessions.ts";

/** Deletes an erased customer's password, sessions and codes. */
export const forgetCustomer = onErasure("forget", async (owner, { db, tx }) => {
  await deleteAccount(db, tx, owner);
  await deleteSessions(db, tx, owner);
  await deleteOtpsOf(db, tx, owner.store_id, owner.customer_id);
});

/** Ends all sessions of a customer whom the merchant has disabled. */
export const signOutDisabled = subscribe<"customer.updated">(
  "sign-out",
  "customer.updated",
  async ({ store_id, aggregate }, { db, tx }) => {
    await deleteSessions(db, tx, { store_id, customer_id: aggregate.id });
    await deleteOtpsOf(db, tx, store_id, aggregate.id);
  },
  ({ data }) => data.after?.enabled === false,
);
