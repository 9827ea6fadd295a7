import { action } from "../../../mixins/actions/action.ts";
import type { ActionParams, Call, Customer, CustomerChanges } from "../../contracts.ts";
import { addressOf, type CodeOrder, makeCode, type Named } from "../contact.ts";
import { fail } from "../orchestra.errors.ts";
import { params } from "../schemas/sign-in.ts";
import { fetchProfile } from "./get-profile.ts";

type Request = ActionParams<"orchestra.updateProfile">;

/**
 * Changes names at once. A new email address or phone number is pending until its code is verified; it must be free now,
 * and again then. Throws `customer_not_found`, `email_exists`, `phone_exists`,
 * `version_mismatch`.
 */
export const updateProfile = action("orchestra.updateProfile", params.updateProfile, async (request, { call }) => {
  const { store, customer_id, changes, from, if_versions, idempotency_key } = request;
  const { store_id, country } = store;
  const before = await call("customers.get", { store_id, customer_id });
  const { email, phone, ...wanted } = changes;
  const byEmail = await addressChange(call, request, before, "email", email);
  const byPhone = await addressChange(call, request, before, "phone", phone);
  const customer = await call("customers.update", {
    store_id,
    country,
    customer_id,
    changes: { ...wanted, ...byEmail.changes, ...byPhone.changes },
    if_versions,
    idempotency_key: `${idempotency_key}/customer`,
  });
  if (byEmail.verify) await sendCode(call, { store, action: "update-email", named: byEmail.verify, customer, from });
  if (byPhone.verify) await sendCode(call, { store, action: "update-phone", named: byPhone.verify, customer, from });
  return fetchProfile(call, { store_id, customer_id }, customer);
});

/** Changes of the customer, and the address that needs verification. */
interface AddressChange {
  changes: CustomerChanges;
  verify?: Named;
}

async function addressChange(
  call: Call,
  { store }: Request,
  before: Customer,
  kind: "email" | "phone",
  wanted: string | null | undefined,
): Promise<AddressChange> {
  if (wanted === undefined) return { changes: {} };
  const pending = (value: string | null) => (kind === "email" ? { pending_email: value } : { pending_phone: value });
  if (wanted === null) return { changes: { [kind]: null, ...pending(null) } };
  const named = { [kind]: wanted };
  // The current address: nothing is pending any more.
  if (addressOf({ [kind]: before[kind] ?? "" }, store) === addressOf(named, store)) return { changes: pending(null) };
  const { store_id, country } = store;
  const taken = await call("customers.find", { store_id, country, ...named });
  if (taken.customer) throw fail(kind === "email" ? "email_exists" : "phone_exists");
  return { changes: pending(kind === "email" ? addressOf(named, store) : wanted.trim()), verify: named };
}

async function sendCode(call: Call, order: CodeOrder): Promise<void> {
  const { send } = await makeCode(call, order);
  await send();
}
