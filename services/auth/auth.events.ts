import { onErasure, type Person } from "../../mixins/actions/erasure.ts";
import { type EventContext, subscribe } from "../../mixins/messaging/inbox.ts";
import { deleteAccount } from "./store/accounts.ts";
import { deleteOtpsOf } from "./store/otps.ts";
import { deleteSessions } from "./store/sessions.ts";

/** Deletes an erased customer's password, sessions and codes. */
export const forgetCustomer = onErasure("forget", async (owner, context) => {
  await deleteAccount(context.db, context.tx, owner);
  await signOut(owner, context);
});

/** Ends all sessions of a customer whom the merchant has disabled. */
export const signOutDisabled = subscribe<"customer.updated">(
  "sign-out",
  "customer.updated",
  ({ store_id, aggregate }, context) => signOut({ store_id, customer_id: aggregate.id }, context),
  ({ data }) => data.after?.enabled === false,
);

async function signOut(owner: Person, { db, tx }: EventContext): Promise<void> {
  await deleteSessions(db, tx, owner);
  await deleteOtpsOf(db, tx, owner);
}
