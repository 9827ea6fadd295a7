import { normalizeEmail, phoneKey } from "../../mixins/values/contact.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { Call, Channel, Customer, OtpAction, SignInStore } from "../contracts.ts";

/** The email address or phone number of a sign-in: one of the two. */
export interface Named {
  email?: string;
  phone?: string;
}

/** The normalised address, by which codes and attempts are counted. */
export const addressOf = ({ email, phone }: Named, { country }: SignInStore): string =>
  email === undefined ? phoneKey(phone ?? "", country) : normalizeEmail(email);

/** The enabled customer with an address; null when there is none. */
export async function findEnabled(call: Call, store: SignInStore, named: Named): Promise<Customer | null> {
  const { customer } = await call("customers.find", { store_id: store.store_id, country: store.country, ...named });
  return customer?.enabled ? customer : null;
}

/** A one-time code to be made and sent. */
export interface CodeOrder {
  store: SignInStore;
  action: OtpAction;
  named: Named;
  /** Null without an account: the code is then not sent. */
  customer: Customer | null;
  from: string;
}

/** Makes a code. Returns its lifetime in seconds and a function that sends it. */
export async function makeCode(call: Call, order: CodeOrder) {
  const { store, action, named, customer, from } = order;
  const { otp, expires_in } = await call("auth.createOtp", {
    store_id: store.store_id,
    action,
    address: addressOf(named, store),
    customer_id: customer?.id ?? null,
    from,
    idempotency_key: newId("req"),
  });
  return {
    expires_in,
    // A new key: a code that is made again is a new one, and is sent again.
    send: async () => {
      if (!customer || otp === null) return;
      const { country: _country, ...messageStore } = store;
      const sending = { customer_id: customer.id, action, otp, expires_in, idempotency_key: newId("req") };
      await call("notifications.sendCode", { store: messageStore, ...destinationOf(order, customer), ...sending });
    },
  };
}

// The address as the customer wrote it: the request may have the same address in another notation.
function destinationOf({ action, named }: CodeOrder, customer: Customer): { channel: Channel; recipient: string } {
  const { email, phone, pending_email, pending_phone } = customer;
  const isPending = action === "update-email" || action === "update-phone";
  if (named.email !== undefined) return { channel: "email", recipient: (isPending ? pending_email : email) ?? "" };
  return { channel: "sms", recipient: (isPending ? pending_phone : phone) ?? "" };
}
