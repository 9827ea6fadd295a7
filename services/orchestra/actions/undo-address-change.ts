import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { addressKinds } from "../../../mixins/values/contact.ts";
import type { ActionResult, CustomerChanges } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
import { changeAsRead } from "../proofs.ts";
import { params } from "../schemas/sign-in.ts";

/**
 * Brings back the addresses of a customer as they were before a change, for who got its token at the old address. What
 * signs in ends, since whoever changed it may know it. Repeated after a failure, the token is still good: it is used up
 * last. Throws `undo_not_found`, `email_exists`, `phone_exists`.
 */
export const undoAddressChange = action(
  "orchestra.undoAddressChange",
  params.undoAddressChange,
  async ({ store, undo_token, idempotency_key }, { call }) => {
    const { store_id, tenant_id } = store;
    const find = () => call("auth.findAddressChange", { store_id, undo_token });
    const { customer_id } = await find();
    const drop = (key: string) =>
      call("auth.dropCredentials", { store_id, tenant_id, customer_id, idempotency_key: `${idempotency_key}/${key}` });
    await drop("drop");
    // Found again for each version: a change that was on its way is among those that are undone.
    await changeAsRead(call, { store, idempotency_key }, { id: customer_id }, async () =>
      restoring(await find()),
    ).catch((error) => {
      throw isError(error, "invalid_otp") ? fail("undo_not_found") : error;
    });
    // What began by the other's address before it was replaced.
    await drop("dropped");
    await call("auth.endAddressChange", { store_id, undo_token });
    return { customer_id };
  },
);

function restoring({ restored }: ActionResult<"auth.findAddressChange">): CustomerChanges {
  const changes: CustomerChanges = { pending_email: null, pending_phone: null };
  for (const kind of addressKinds) {
    const before = restored[kind];
    if (before) Object.assign(changes, { [kind]: before.address, [`${kind}_verified`]: before.verified });
  }
  return changes;
}
