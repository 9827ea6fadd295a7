import * as t from "../../../mixins/actions/params.ts";
import { sessionClient as client, otpActions } from "../../contracts/auth.ts";
import type { NewCustomer } from "../../contracts/customers-actions.ts";
import { noticeStoreFields } from "../../contracts/notifications.ts";

const store = t.object({ ...noticeStoreFields, country: t.string().length(2) });
const email = t.string(254);
const phone = t.string(32);
const named = t.partial({ email, phone });
const password = t.text(1_000);
const from = t.string(200);
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
    ...t.ofCustomer,
    ...t.write,
    session_id: t.optional(t.id()),
    current_password: password,
    new_password: password,
  }),
  logIn: t.object({ store, ...named, password, client }).xor("email", "phone"),
  generateOtp: t
    .object({
      ...t.write,
      ...named,
      store,
      action,
      from,
      /** The signed-in customer, for changes of address. */
      customer_id: t.optional(t.id()),
    })
    .xor("email", "phone"),
  verifyOtp: t
    .object({
      ...t.write,
      ...named,
      store,
      action,
      otp: t.text(100),
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
    from,
  }),
};
