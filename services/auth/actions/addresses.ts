import { action } from "../../../mixins/actions/action.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import type { ActionResult } from "../../contracts.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail, invalidToken } from "../auth.errors.ts";
import { newUndoToken } from "../secrets.ts";
import {
  changesSince,
  deleteAddressChanges,
  findAddressChange as findChange,
  insertAddressChange,
} from "../store/address-changes.ts";
import { assertNotErased } from "../store/erasures.ts";
import { deleteOtpsOf } from "../store/otps.ts";
import { endSignIns, lockSession } from "../store/sessions.ts";
import { holdSignIns } from "../store/sign-outs.ts";
import { publishTrace } from "../traces.ts";

/**
 * Runs before a sign-in address changes: ends the other sign-ins and codes, and keeps the old address for 72 hours. No
 * idempotency record, which would hold the token. Throws `invalid_token` when the session that changes it has ended, or
 * the customer is erased.
 */
export const changeAddress = action("auth.changeAddress", params.changeAddress, async (request, context) => {
  const { store_id, tenant_id, customer_id, kind, old_address, old_verified, session_id } = request;
  const owner = { store_id, customer_id };
  const token = newUndoToken();
  await withOutbox(context.db, context, async ({ db, tx, publish }) => {
    await holdSignIns(db, tx, owner);
    if (session_id !== undefined && (await lockSession(db, tx, owner, session_id)) === undefined)
      throw invalidToken("The session has ended. Sign in again.");
    await endSignIns(db, tx, owner, { spared: session_id });
    await deleteOtpsOf(db, tx, owner);
    await insertAddressChange(db, tx, owner, { kind, old_address: old_address ?? "", old_verified, token });
    await assertNotErased(db, tx, owner);
    publishTrace(publish, { ...owner, tenant_id }, "auth.address_changed", { kind });
  });
  // Only who had proven the old address gets the token: of others nobody knows whose it is.
  return { undo_token: old_verified ? token : null };
});

/** What a token restores: all addresses that changed since. Throws `undo_not_found`. */
export const findAddressChange = action(
  "auth.findAddressChange",
  params.findAddressChange,
  async ({ store_id, undo_token }, { db }) => {
    const change = await findChange(db, store_id, undo_token);
    if (!change) throw fail("undo_not_found");
    const restored: ActionResult<"auth.findAddressChange">["restored"] = {};
    for (const { kind, old_address, old_verified } of await changesSince(db, change))
      restored[kind] ??= { address: old_address === "" ? null : old_address, verified: old_verified === 1 };
    return { customer_id: change.customer_id, restored };
  },
);

/** Uses the token of a change up, once it was undone. */
export const endAddressChange = action(
  "auth.endAddressChange",
  params.endAddressChange,
  async ({ store_id, undo_token }, { db }) => {
    const change = await findChange(db, store_id, undo_token);
    return { ended: change ? await deleteAddressChanges(db, change) : 0 };
  },
);
