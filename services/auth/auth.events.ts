import { onErasure, type Person } from "../../mixins/actions/erasure.ts";
import { type EventContext, subscribe } from "../../mixins/messaging/inbox.ts";
import { deleteAccount } from "./store/accounts.ts";
import { forgetAddressChanges } from "./store/address-changes.ts";
import { deleteDevices } from "./store/devices.ts";
import { accountErasures } from "./store/erasures.ts";
import { deleteOtpsOf } from "./store/otps.ts";
import { deletePasskeys } from "./store/passkeys.ts";
import { keepRules } from "./store/rules.ts";
import { deleteFactor } from "./store/second-factors.ts";
import { endSignIns } from "./store/sessions.ts";
import { holdSignIns } from "./store/sign-outs.ts";

/** Deletes an erased customer's password, sessions and codes. */
export const forgetCustomer = onErasure("forget", async (owner, context) => {
  // First: what comes meanwhile waits for this, or is found below.
  await holdSignIns(context.db, context.tx, owner);
  await accountErasures.remember(context.db, context.tx, owner);
  await deleteAccount(context.db, context.tx, owner);
  await forgetAddressChanges(context.db, context.tx, owner);
  await deleteDevices(context.db, context.tx, owner);
  await deleteFactor(context.db, context.tx, owner);
  await deletePasskeys(context.db, context.tx, owner);
  await signOut(owner, context);
});

/** Ends all sign-ins of a customer whom the merchant has disabled, also for when they are enabled again. */
export const signOutDisabled = subscribe<"customer.updated">(
  "sign-out",
  "customer.updated",
  ({ store_id, aggregate, occurred_at }, context) =>
    signOut({ store_id, customer_id: aggregate.id }, context, Date.parse(occurred_at)),
  ({ data }) => data.after?.enabled === false,
);

/** Keeps what a store's settings say of sign-in. */
export const keepSettings = subscribe("settings", "store.settings_changed", (event, { db, tx }) =>
  keepRules(db, tx, event.store_id, event.data.settings.sign_in ?? {}, event.aggregate.version),
);

async function signOut(owner: Person, { db, tx }: EventContext, at?: number): Promise<void> {
  await endSignIns(db, tx, owner, { at });
  await deleteOtpsOf(db, tx, owner);
}
