import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { addressKinds } from "../../../mixins/values/contact.ts";
import type { CustomerChanges } from "../../contracts.ts";
import { fail } from "../orchestra.errors.ts";
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
    const { store_id, tenant_id, country } = store;
    const { customer_id, restored } = await call("auth.findAddressChange", { store_id, undo_token });
    const changes: CustomerChanges = { pending_email: null, pending_phone: null };
    for (const kind of addressKinds) {
      const before = restored[kind];
      if (before) Object.assign(changes, { [kind]: before.address, [`${kind}_verified`]: before.verified });
    }
    const whose = { store_id, customer_id };
    await call("auth.dropCredentials", { ...whose, tenant_id, idempotency_key: `${idempotency_key}/drop` });
    const write = { ...whose, country, changes, idempotency_key: `${idempotency_key}/customer` };
    await call("customers.update", write).catch((error) => {
      throw isError(error, "customer_not_found") ? fail("undo_not_found") : error;
    });
    await call("auth.endAddressChange", { store_id, undo_token });
    return { customer_id };
  },
);
