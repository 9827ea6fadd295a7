import { type ActionContext, action } from "../../../mixins/actions/action.ts";
import type { Person } from "../../../mixins/actions/erasure.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import { idempotent } from "../../../mixins/actions/idempotent.ts";
import type { Publish } from "../../../mixins/messaging/outbox.ts";
import { assertStrong } from "../accounts.rules.ts";
import { accountParams as params } from "../accounts.schema.ts";
import { fail } from "../auth.errors.ts";
import { assertNotBreached } from "../breached.ts";
import { limits } from "../limits.rules.ts";
import { assertMayTry, type Counted, resetTries } from "../limits.ts";
import { hashPassword, isPasswordOf } from "../passwords.ts";
import { removePlanted } from "../planted.ts";
import { assertSignsIn } from "../sessions.ts";
import { holdSince } from "../sign-outs.ts";
import { type AccountRow, findAccount, putPassword, replacePassword } from "../store/accounts.ts";
import { deleteDevices } from "../store/devices.ts";
import { assertNotErased } from "../store/erasures.ts";
import { endSignIns } from "../store/sessions.ts";
import { lastEnd } from "../store/sign-outs.ts";
import { publishTrace, type Traced, trace } from "../traces.ts";

// As with accounts, the passwords are not part of what the idempotency record hashes.

/**
 * Changes a password and ends all other sessions. Throws `invalid_credentials`, `password_too_weak`, `rate_limited`.
 */
export const changePassword = action("auth.changePassword", params.changePassword, async (request, context) => {
  const { idempotency_key, store_id, customer_id, session_id, new_password, known_as } = request;
  const { db } = context;
  assertStrong(new_password, known_as);
  await assertNotBreached(new_password);
  const tries: Counted[] = [[limits.passwordOfSession, customer_id]];
  await assertMayTry(db, store_id, tries);
  const owner = { store_id, customer_id };
  const account = await rightAccount(context, owner, request.current_password);
  if (account) await resetTries(db, store_id, tries);
  const password_hash = await hashPassword(new_password);
  const changed = idempotent(context, { idempotency_key, ...owner }, async ({ tx, publish }) => {
    await endSignIns(db, tx, owner, { spared: session_id });
    // Checked inside the transaction: a retry finds that the first call has replaced the password already.
    if (!account || !(await replacePassword(db, tx, account, password_hash))) throw fail("invalid_credentials");
    publishChange(publish, { ...owner, tenant_id: account.tenant_id }, account.version + 1, "changed");
    return { customer_id };
  });
  return changed.catch(async (error) => {
    if (isError(error, "invalid_credentials")) await traceWrong(context, owner);
    throw error;
  });
});

/**
 * Sets the password of a customer who was authenticated by a code; ends all sign-ins. Throws `password_too_weak`,
 * `invalid_otp` when they have ended since the code was checked.
 */
export const resetPassword = action("auth.resetPassword", params.resetPassword, async (request, context) => {
  const { idempotency_key, store_id, customer_id, tenant_id, new_password, known_as, last_end, ...by } = request;
  assertSignsIn();
  assertStrong(new_password, known_as);
  await assertNotBreached(new_password);
  const owner = { store_id, customer_id };
  const password_hash = await hashPassword(new_password);
  return idempotent(context, { idempotency_key, ...owner }, async ({ tx, publish }) => {
    const { db } = context;
    await holdSince(db, tx, owner, last_end);
    const version = await putPassword(db, tx, owner, { tenant_id, password_hash });
    await assertNotErased(db, tx, owner);
    await endSignIns(db, tx, owner);
    await deleteDevices(db, tx, owner);
    await removePlanted({ db, tx, publish }, { ...owner, tenant_id }, by);
    publishChange(publish, { ...owner, tenant_id }, version, "reset");
    return { customer_id, last_end: await lastEnd(db, owner, tx) };
  });
});

async function rightAccount({ db }: ActionContext, owner: Person, password: string): Promise<AccountRow | undefined> {
  const account = await findAccount(db, owner);
  return (await isPasswordOf(account?.password_hash, password)) ? account : undefined;
}

async function traceWrong(context: ActionContext, owner: Person): Promise<void> {
  const account = await findAccount(context.db, owner);
  if (account)
    await trace(context, { ...owner, tenant_id: account.tenant_id }, "auth.sign_in_failed", { method: "password" });
}

function publishChange(publish: Publish, of: Traced, version: number, method: "changed" | "reset"): void {
  const { store_id, customer_id, tenant_id } = of;
  publishTrace(publish, of, "auth.password_changed", { method });
  const aggregate = { type: "account", id: customer_id, version };
  publish({ name: "password.changed", store_id, tenant_id, aggregate, data: { customer_id } });
}
