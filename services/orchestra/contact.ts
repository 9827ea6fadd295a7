import { normalizeEmail, phoneKey } from "../../mixins/values/contact.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { Call, Channel, Customer, OtpAction, SignInStore } from "../contracts.ts";

/** How somebody is named who signs in: by one of the two. */
export interface Named {
  email?: string;
  phone?: string;
}

/** The same address however it is written: what codes and tries are counted by. */
export const addressOf = ({ email, phone }: Named, { country }: SignInStore): string =>
  email === undefined ? phoneKey(phone ?? "", country) : normalizeEmail(email);

/** Who has an address and may sign in; nobody whom the merchant has disabled. */
export async function findEnabled(call: Call, store: SignInStore, named: Named): Promise<Customer | null> {
  const { customer } = await call("customers.find", { store_id: store.store_id, country: store.country, ...named });
  return customer?.enabled ? customer : null;
}

/** A code that is to be made, and where it goes. */
export interface CodeOrder {
  store: SignInStore;
  action: OtpAction;
  named: Named;
  /** Nobody gets a code that nobody is sent. */
  customer: Customer | null;
  from: string;
}

/** Makes a code; answers how long it is good, and how to send it. */
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
    // A key of its own: a code that is made again is another one, and is sent again.
    send: async () => {
      if (!customer || otp === null) return;
      const { country: _country, ...messageStore } = store;
      const sending = { customer_id: customer.id, action, otp, expires_in, idempotency_key: newId("req") };
      await call("notifications.sendCode", { store: messageStore, ...placeOf(order, customer), ...sending });
    },
  };
}

// As the customer wrote it: what was asked for is the same address, in whatever writing.
function placeOf({ action, named }: CodeOrder, customer: Customer): { channel: Channel; recipient: string } {
  const { email, phone, pending_email, pending_phone } = customer;
  const isPending = action === "update-email" || action === "update-phone";
  if (named.email !== undefined) return { channel: "email", recipient: (isPending ? pending_email : email) ?? "" };
  return { channel: "sms", recipient: (isPending ? pending_phone : phone) ?? "" };
}
