import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, ActionResult, Call, Customer, SessionTokens } from "../../contracts.ts";
import { assertFree, endOthers, giveUp } from "../address-changes.ts";
import { addressOf, findSignedIn, hasAddress, kindOf, type Named, signsIn } from "../contact.ts";
import { factorsOf, sendPasswordNotices } from "../notices.ts";
import { fail } from "../orchestra.errors.ts";
import { changeAsRead, prove, proveFirst } from "../proofs.ts";
import { params } from "../schemas/sign-in.ts";
import { isStillEnabled } from "../still-enabled.ts";
import { profileOfSignIn } from "./get-profile.ts";

type Request = ActionParams<"orchestra.verifyOtp">;

/**
 * Verifies a code and carries out its action. Throws `invalid_otp`, `rate_limited`, `email_exists`, `phone_exists`,
 * `password_too_weak`.
 */
export const verifyOtp = action("orchestra.verifyOtp", params.verifyOtp, async (request, { call }) => {
  const { store, action, otp, new_password, client } = request;
  const named = request.email === undefined ? { phone: request.phone } : { email: request.email };
  const known = action === "login" || action === "reset-password" ? await findSignedIn(call, store, named) : null;
  const is_first_proof = known !== null && !known[`${kindOf(named)}_proven`];
  const { customer_id, ...checked } = await call("auth.checkOtp", {
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    action,
    address: addressOf(named, store),
    customer_id: request.customer_id,
    otp,
    second_factor: request.second_factor,
    is_first_proof,
    ...(action === "reset-password" && known ? { proven_at: known[`${kindOf(named)}_proven_at`] } : {}),
    client,
    new_password,
    known_as: [request.email ?? request.phone ?? ""],
  });
  const customer = await enabledCustomer(call, request, customer_id);
  // Proven meanwhile: the second factor would have been asked for.
  if (is_first_proof && customer[`${kindOf(named)}_proven`]) throw fail("invalid_otp");
  const isPending = action === "update-email" || action === "update-phone";
  if (!hasAddress(customer, named, store, isPending)) throw fail("invalid_otp");
  const tokens = await carryOut(call, { ...request, ...checked }, customer, named);
  const owner = { store_id: store.store_id, customer_id };
  return { tokens, profile: await profileOfSignIn(call, owner, "invalid_otp") };
});

async function enabledCustomer(call: Call, { store }: Request, customer_id: string): Promise<Customer> {
  const customer = await call("customers.get", { store_id: store.store_id, customer_id }).catch((error) => {
    if (isError(error, "customer_not_found")) throw fail("invalid_otp");
    throw error;
  });
  if (!customer.enabled) throw fail("invalid_otp");
  return customer;
}

type Checked = Request & Omit<ActionResult<"auth.checkOtp">, "customer_id">;

async function carryOut(call: Call, request: Checked, customer: Customer, named: Named): Promise<SessionTokens | null> {
  const { store, action, session_id = "" } = request;
  if (action === "login" || action === "reset-password") return signIn(call, request, customer, named);
  if (action === "update-email" || action === "update-phone") await takeNewAddress(call, request, customer, named);
  else if (action === "confirm")
    await call("auth.confirmSession", { store_id: store.store_id, customer_id: customer.id, session_id }).catch(
      (error) => {
        throw isError(error, "session_not_found") ? fail("invalid_otp") : error;
      },
    );
  else await prove(call, request, customer, named);
  return null;
}

async function signIn(call: Call, request: Checked, customer: Customer, named: Named): Promise<SessionTokens> {
  const { store, action, new_password = "", client, idempotency_key } = request;
  const { store_id, tenant_id } = store;
  const whose = { store_id, tenant_id, customer_id: customer.id };
  if (!signsIn(customer, kindOf(named))) throw fail("invalid_otp");
  let { last_end } = request;
  if (!customer[`${kindOf(named)}_proven`]) last_end = await proveFirst(call, request, customer, named);
  if (action === "reset-password") {
    const known_as = [customer.email, customer.phone].filter((name) => name !== null);
    const reset = {
      ...whose,
      last_end,
      new_password,
      known_as,
      proven_at: customer[`${kindOf(named)}_proven_at`],
      showed_factor: request.showed_factor,
      idempotency_key: `${idempotency_key}/password`,
    };
    ({ last_end } = await call("auth.resetPassword", reset));
    if (customer.is_guest) await becomeAccount(call, request, customer);
    await sendPasswordNotices(call, store, customer, await factorsOf(call, whose));
  }
  const begun = { ...whose, client, last_end, idempotency_key: `${idempotency_key}/session` };
  const tokens = await call("auth.startSession", begun);
  if (!(await isStillEnabled(call, tokens))) throw fail("invalid_otp");
  return tokens;
}

async function takeNewAddress(call: Call, request: Request, customer: Customer, named: Named): Promise<void> {
  const { store, session_id, idempotency_key } = request;
  const kind = kindOf(named);
  await assertFree(call, store, customer, named);
  const given = { store, customer, kind, session_id };
  await giveUp(call, given).catch((error) => {
    throw isError(error, "invalid_token") || isError(error, "customer_not_found") ? fail("invalid_otp") : error;
  });
  await changeAsRead(call, request, customer, (now) => {
    // Undone, or of somebody else, since the old address was told.
    if (now[kind] !== customer[kind] || !hasAddress(now, named, store, true)) throw fail("invalid_otp");
    return { [kind]: now[`pending_${kind}`], [`${kind}_verified`]: true, [`pending_${kind}`]: null };
  });
  await endOthers(call, given, idempotency_key);
}

// A guest with a password is no guest.
function becomeAccount(call: Call, { store, idempotency_key }: Request, { id: customer_id }: Customer) {
  const { store_id, country } = store;
  const changes = { registration_source: "EMAIL_PASSWORD" } as const;
  const key = `${idempotency_key}/account`;
  return call("customers.update", { store_id, customer_id, country, changes, idempotency_key: key });
}
