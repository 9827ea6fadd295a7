import { action } from "../../../mixins/actions/action.ts";
import { isError } from "../../../mixins/actions/errors.ts";
import type { ActionParams, Call, Customer, CustomerChanges, SessionTokens } from "../../contracts.ts";
import { addressOf, type Named } from "../contact.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../schemas/sign-in.ts";
import { isStillEnabled } from "../still-enabled.ts";
import { fetchProfile } from "./get-profile.ts";

type Request = ActionParams<"orchestra.verifyOtp">;

/**
 * Verifies a code and carries out its action. Throws `invalid_otp`, `rate_limited`, `email_exists`, `phone_exists`,
 * `password_too_weak`.
 */
export const verifyOtp = action("orchestra.verifyOtp", params.verifyOtp, async (request, { call }) => {
  const { store, action, otp, new_password, client, ...rest } = request;
  const named = rest.email === undefined ? { phone: rest.phone } : { email: rest.email };
  const { customer_id } = await call("auth.checkOtp", {
    store_id: store.store_id,
    action,
    address: addressOf(named, store),
    otp,
    from: client.ip,
    new_password,
    known_as: [rest.email ?? rest.phone ?? ""],
  });
  const customer = await enabledCustomer(call, request, customer_id);
  const isPending = action === "update-email" || action === "update-phone";
  if (!hasAddress(customer, named, store, isPending)) throw fail("invalid_otp");
  const tokens = await carryOut(call, request, customer);
  return { tokens, profile: await fetchProfile(call, { store_id: store.store_id, customer_id }) };
});

async function enabledCustomer(call: Call, { store }: Request, customer_id: string): Promise<Customer> {
  const customer = await call("customers.get", { store_id: store.store_id, customer_id }).catch((error) => {
    if (isError(error, "customer_not_found")) throw fail("invalid_otp");
    throw error;
  });
  if (!customer.enabled) throw fail("invalid_otp");
  return customer;
}

// A code is void once its address is neither the customer's nor, for a change of address, their pending one.
function hasAddress(customer: Customer, named: Named, store: Request["store"], isPending: boolean): boolean {
  const email = isPending ? customer.pending_email : customer.email;
  const phone = isPending ? customer.pending_phone : customer.phone;
  const theirs = named.email === undefined ? { phone: phone ?? "" } : { email: email ?? "" };
  return addressOf(theirs, store) === addressOf(named, store);
}

async function carryOut(call: Call, request: Request, customer: Customer): Promise<SessionTokens | null> {
  const { store, action, new_password, client, idempotency_key } = request;
  const { store_id, tenant_id, country } = store;
  const whose = { store_id, customer_id: customer.id };
  if (action === "reset-password")
    await call("auth.resetPassword", {
      ...whose,
      tenant_id,
      new_password: new_password ?? "",
      known_as: [customer.email, customer.phone].filter((name) => name !== null),
      idempotency_key: `${idempotency_key}/password`,
    });
  if (action === "reset-password" && customer.is_guest) await becomeAccount(call, request, customer);
  if (action === "login" || action === "reset-password") {
    const session = { ...whose, tenant_id, client, idempotency_key: `${idempotency_key}/session` };
    const tokens = await call("auth.startSession", session);
    if (!(await isStillEnabled(call, tokens))) throw fail("invalid_otp");
    return tokens;
  }
  const changes = verified[action](customer);
  await call("customers.update", { ...whose, country, changes, idempotency_key: `${idempotency_key}/customer` });
  return null;
}

// A guest with a password is no guest.
function becomeAccount(call: Call, { store, idempotency_key }: Request, { id: customer_id }: Customer) {
  const { store_id, country } = store;
  const changes = { registration_source: "EMAIL_PASSWORD" } as const;
  const key = `${idempotency_key}/account`;
  return call("customers.update", { store_id, customer_id, country, changes, idempotency_key: key });
}

const verified: Record<
  Exclude<Request["action"], "login" | "reset-password">,
  (customer: Customer) => CustomerChanges
> = {
  "verify-email": () => ({ email_verified: true }),
  "verify-phone": () => ({ phone_verified: true }),
  "update-email": ({ pending_email }) => ({ email: pending_email, email_verified: true, pending_email: null }),
  "update-phone": ({ pending_phone }) => ({ phone: pending_phone, phone_verified: true, pending_phone: null }),
};
