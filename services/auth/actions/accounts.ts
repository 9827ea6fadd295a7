import { action } from "../../../mixins/actions/action.ts";
import { idempotent, undo } from "../../../mixins/actions/idempotent.ts";
import { assertStrong } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { hashPassword } from "../passwords.ts";
import { assertSignsIn } from "../sessions.ts";
import { deleteAccount, insertAccount } from "../store/accounts.ts";

// The record of a change holds a hash of its request, and a fast one: what is secret must not be in it.

/** Gives a customer a password. Throws `account_exists`, `password_too_weak`. */
export const createAccount = action("auth.createAccount", params.createAccount, async (request, context) => {
  const { idempotency_key, store_id, customer_id, tenant_id, password, known_as } = request;
  assertSignsIn();
  assertStrong(password, known_as);
  const password_hash = await hashPassword(password);
  // Without the customer's id, which is made anew by whoever asks again: the first one holds.
  const asked = { idempotency_key, store_id };
  return idempotent(
    context,
    asked,
    async ({ tx }) => {
      await insertAccount(context.db, tx, { store_id, customer_id }, { tenant_id, password_hash });
      return { customer_id };
    },
    (result) => result.customer_id,
  );
});

/** Undoes an account, also one that may still be on its way. */
export const removeAccount = action("auth.removeAccount", params.removeAccount, (request, context) =>
  undo(context, request, { removed: false }, async ({ tx }) => ({
    removed: await deleteAccount(context.db, tx, request),
  })),
);
