import { action } from "../../../mixins/actions/action.ts";
import { normalizeEmail, phoneKey } from "../customers.rules.ts";
import { params } from "../customers.schema.ts";
import { findCustomer } from "../store/customers.ts";

/** Gives who has an e-mail address or, where none is asked for, a phone number; null when nobody has. */
export const find = action("customers.find", params.find, async ({ store_id, email, phone, country }, { db }) => {
  if (email !== undefined) return { customer: await findCustomer(db, store_id, "email", normalizeEmail(email)) };
  return { customer: await findCustomer(db, store_id, "phone_key", phoneKey(phone ?? "", country)) };
});
