import * as t from "../../mixins/actions/params.ts";
import { addressKinds } from "../../mixins/values/contact.ts";
import { sessionClient as client, otpActions } from "../contracts/auth.ts";

// Longer ones are refused for what they are; these bounds keep the work small.
const password = t.text(1_000);
const shown = t.text(1_000);
const address = t.string(320);
const tenant = { tenant_id: t.id() };
const code = { ...t.inStore, ...tenant, action: t.oneOf(otpActions), address, client };
const kind = t.oneOf(addressKinds);
/** What anybody who knows a customer would try as their password: addresses, numbers. */
const knownAs = { known_as: t.optional(t.list(t.string(320)).max(10)) };
const session_id = t.id();
/** When the customer's sign-ins had last ended as their code was checked. */
const last_end = t.optional(t.integer());
const proven_at = t.nullable(t.integer());
const second_factor = t.optional(t.text(100));
const own = {
  ...t.ofCustomer,
  ...tenant,
  sign_in: t.object(t.partial({ session_id, signed_in_at: t.integer() })),
};

/** What the actions about customers' accounts take. */
export const accountParams = {
  createAccount: t.object({ ...t.write, ...t.ofCustomer, ...tenant, ...knownAs, password }),
  hasAccount: t.object(t.ofCustomer),
  dropCredentials: t.object({ ...t.write, ...t.ofCustomer, ...tenant, last_end }),
  removeAccount: t.object({ ...t.write, ...t.ofCustomer, ...t.undo }),
  logIn: t.object({
    ...t.inStore,
    ...tenant,
    login: address,
    customer_id: t.nullable(t.id()),
    password,
    client,
    second_factor,
  }),
  secondFactor: t.object(t.ofCustomer),
  beginTotp: t.object({ ...own, issuer: t.text(255), label: t.text(320) }),
  enableTotp: t.object({ ...own, code: shown }),
  removeSecondFactor: t.object({ ...own, second_factor }),
  renewRecoveryCodes: t.object({ ...own, second_factor }),
  startSession: t.object({ ...t.write, ...t.ofCustomer, ...tenant, client, last_end }),
  refresh: t.object({ refresh_token: shown, store_id: t.optional(t.integer()), client }),
  logOut: t.object(t.partial({ store_id: t.integer(), customer_id: t.id(), session_id, refresh_token: shown })),
  sessions: t.object(t.ofCustomer),
  endSession: t.object({ ...t.write, ...t.ofCustomer, session_id }),
  endSessions: t.object({ ...t.write, ...t.ofCustomer, spared: t.optional(session_id) }),
  isRecent: t.object({ ...t.ofCustomer, session_id }),
  confirmPassword: t.object({ ...t.ofCustomer, ...tenant, session_id, password, client }),
  confirmSession: t.object({ ...t.ofCustomer, session_id }),
  changeAddress: t.object({
    ...t.ofCustomer,
    ...tenant,
    kind,
    old_address: t.nullable(t.string(254)),
    old_verified: t.boolean(),
    session_id: t.optional(session_id),
  }),
  findAddressChange: t.object({ ...t.inStore, undo_token: shown }),
  endAddressChange: t.object({ ...t.inStore, undo_token: shown }),
  isSessionOpen: t.object({ ...t.ofCustomer, session_id }),
  changePassword: t.object({
    ...t.write,
    ...t.ofCustomer,
    ...knownAs,
    session_id: t.optional(session_id),
    current_password: password,
    new_password: password,
  }),
  resetPassword: t.object({
    ...t.write,
    ...t.ofCustomer,
    ...tenant,
    ...knownAs,
    new_password: password,
    ...t.partial({ proven_at, showed_factor: t.boolean() }),
    last_end,
  }),
  createOtp: t.object({
    ...t.write,
    ...code,
    customer_id: t.nullable(t.id()),
    /** The store's country, ISO 3166: texts to others are fewer. */
    country: t.string().length(2),
  }),
  mayText: t.object({ ...t.ofCustomer, address, country: t.string().length(2) }),
  checkOtp: t.object({
    ...code,
    ...knownAs,
    /** Of the token that the code is shown with; only `login` and `reset-password` need none. */
    customer_id: t.optional(t.id()),
    otp: shown,
    second_factor,
    /** Nobody has proven the address: whoever set a factor up need not be who reads it, and the factor is not asked for. */
    is_first_proof: t.optional(t.boolean()),
    /** When the address was proven. For `reset-password`, which undoes what was set up in the last 72 hours. */
    proven_at: t.optional(proven_at),
    new_password: t.optional(password),
  }),
};
