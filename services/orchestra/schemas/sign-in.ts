import * as t from "../../../mixins/actions/params.ts";
import { sessionClient as client, otpActions, passkeyAssertion } from "../../contracts/auth.ts";
import type { NewCustomer } from "../../contracts/customers-actions.ts";
import { noticeStoreFields, securityNotices } from "../../contracts/notifications.ts";

/** What sign-in needs to know of a store. */
export const signInStore = t.object({ ...noticeStoreFields, country: t.string().length(2) });
const store = signInStore;

/** When a customer has shown who they are: by their session, or by a token that was issued elsewhere. */
export const signInProof = t.object(t.partial({ session_id: t.id(), signed_in_at: t.integer() }));
const email = t.string(254);
const phone = t.string(32);
const named = t.partial({ email, phone });
const password = t.text(1_000);
const second_factor = t.optional(t.text(100));
const sign_in = signInProof;
const action = t.oneOf(otpActions);
const name = t.text(255);

/** Parameters of orchestra's actions about sign-in. */
export const params = {
  register: t.object({ ...t.write, store, customer: t.unchecked<NewCustomer>(), password, client }),
  refreshSession: t.object({
    refresh_token: t.string(1_000),
    store: t.optional(t.object(t.partial({ store_id: t.integer(), domain_id: t.id() }))),
    client,
  }),
  changePassword: t.object({
    ...t.write,
    store,
    customer_id: t.id(),
    session_id: t.optional(t.id()),
    current_password: password,
    new_password: password,
  }),
  logIn: t.object({ store, ...named, password, client, second_factor }).xor("email", "phone"),
  logInByPasskey: t.object({ store, response: passkeyAssertion, client }),
  generateOtp: t
    .object({
      ...t.write,
      ...named,
      store,
      action,
      client,
      /** The signed-in customer; only `login` and `reset-password` need none. */
      customer_id: t.optional(t.id()),
      sign_in: t.optional(sign_in),
    })
    .xor("email", "phone"),
  verifyOtp: t
    .object({
      ...t.write,
      ...named,
      store,
      action,
      otp: t.text(100),
      second_factor,
      customer_id: t.optional(t.id()),
      /** Of the customer's token: other sessions end when an address changes. */
      session_id: t.optional(t.id()),
      new_password: t.optionalWhen(password, "action", "reset-password"),
      client,
    })
    .xor("email", "phone"),
  updateProfile: t.object({
    ...t.write,
    ...t.ifVersions,
    store,
    customer_id: t.id(),
    changes: t.object(
      t.partial({ first_name: name, last_name: name, email: t.nullable(email), phone: t.nullable(phone) }),
    ),
    client,
    sign_in,
  }),
  tellOfFactor: t.object({ ...t.write, ...t.ofCustomer, notice: t.oneOf(securityNotices) }),
  undoAddressChange: t.object({ ...t.write, store, undo_token: t.text(200) }),
};
