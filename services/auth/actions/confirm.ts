import { action } from "../../../mixins/actions/action.ts";
import type { Person } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { recentMs } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { limits } from "../limits.rules.ts";
import { assertMayTry, type Counted, resetTries } from "../limits.ts";
import { isPasswordOf } from "../passwords.ts";
import { findAccount } from "../store/accounts.ts";
import { confirmSession as confirm, isRecent as wasRecent } from "../store/sessions.ts";
import { trace } from "../traces.ts";

/** Says whether the customer of a session has shown who they are a moment ago. */
export const isRecent = action("auth.isRecent", params.isRecent, async (request, { db }) => ({
  recent: await wasRecent(db, request, request.session_id),
}));

/** Checks the password of a customer who is signed in. Throws `invalid_credentials`, `rate_limited`. */
export const confirmPassword = action("auth.confirmPassword", params.confirmPassword, async (request, context) => {
  const { store_id, tenant_id, customer_id, session_id, password } = request;
  const { db } = context;
  const of = { store_id, tenant_id, customer_id };
  const tries: Counted[] = [[limits.passwordOfSession, customer_id]];
  await assertMayTry(db, store_id, tries, ({ kind }) =>
    trace(context, of, "auth.locked", { method: "password", limit: kind }),
  );
  const account = await findAccount(db, request);
  if (!(await isPasswordOf(account?.password_hash, password))) {
    await trace(context, of, "auth.sign_in_failed", { method: "password" });
    throw fail("invalid_credentials");
  }
  await resetTries(db, store_id, tries);
  return confirmed(db, request, session_id);
});

/** Records that the customer of a session has just shown a code. Throws `session_not_found`. */
export const confirmSession = action("auth.confirmSession", params.confirmSession, (request, { db }) =>
  confirmed(db, request, request.session_id),
);

async function confirmed(db: Database, owner: Person, session_id: string) {
  if ((await confirm(db, owner, session_id)) === 0) throw fail("session_not_found");
  return { confirmed_until: Date.now() + recentMs };
}
