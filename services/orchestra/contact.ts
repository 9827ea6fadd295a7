import { normalizeEmail, phoneKey } from "../../mixins/values/contact.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { AddressKind, Call, Channel, Customer, OtpAction, SessionClient, SignInStore } from "../contracts.ts";

/** The email address or phone number of a sign-in: one of the two. */
export interface Named {
  email?: string;
  phone?: string;
}

/** Which of the two is named. */
export const kindOf = ({ email }: Named): AddressKind => (email === undefined ? "phone" : "email");

/** The normalised address, by which codes and attempts are counted. */
export const addressOf = ({ email, phone }: Named, { country }: SignInStore): string =>
  email === undefined ? phoneKey(phone ?? "", country) : normalizeEmail(email);

/** True when a customer has this address, now or pending. */
export function hasAddress(customer: Customer, named: Named, store: SignInStore, isPending = false): boolean {
  const kind = kindOf(named);
  const theirs = customer[isPending ? (`pending_${kind}` as const) : kind] ?? "";
  return addressOf({ [kind]: theirs }, store) === addressOf(named, store);
}

/**
 * True when an address may sign its customer in: beside a proven one, an unproven one may not; nor, while none is proven, one
 * that the merchant does not call verified beside one that they do.
 */
export function signsIn(customer: Customer, kind: AddressKind): boolean {
  const { email_proven, phone_proven, email_verified, phone_verified } = customer;
  if (email_proven || phone_proven) return customer[`${kind}_proven`];
  return customer[`${kind}_verified`] || !(email_verified || phone_verified);
}

/** The enabled customer whom an address signs in; null when there is none. */
export async function findSignedIn(call: Call, store: SignInStore, named: Named): Promise<Customer | null> {
  const { customer } = await call("customers.find", { store_id: store.store_id, country: store.country, ...named });
  return customer?.enabled && signsIn(customer, kindOf(named)) ? customer : null;
}

/** A one-time code to be made and sent. */
export interface CodeOrder {
  store: SignInStore;
  action: OtpAction;
  named: Named;
  /** Null without an account: the code is then not sent. */
  customer: Customer | null;
  client: SessionClient;
}

/** Makes a code. Returns its lifetime in seconds and a function that sends it. Throws `rate_limited`. */
export async function makeCode(call: Call, order: CodeOrder) {
  const { store, action, named, customer, client } = order;
  const { country, ...messageStore } = store;
  const { otp, expires_in } = await call("auth.createOtp", {
    store_id: store.store_id,
    tenant_id: store.tenant_id,
    country,
    action,
    address: addressOf(named, store),
    customer_id: customer?.id ?? null,
    client,
    idempotency_key: newId("req"),
  });
  return {
    expires_in,
    // A new key: a code that is made again is a new one, and is sent again.
    send: async () => {
      if (!customer || otp === null) return;
      const sending = { customer_id: customer.id, action, otp, expires_in, idempotency_key: newId("req") };
      await call("notifications.sendCode", { store: messageStore, ...destinationOf(order, customer), ...sending });
    },
  };
}

// The address as the customer wrote it: a request without their token may have it in another notation.
function destinationOf({ action, named }: CodeOrder, customer: Customer): { channel: Channel; recipient: string } {
  const kind = kindOf(named);
  const isNew = action === "update-email" || action === "update-phone";
  return { channel: channelOf[kind], recipient: (isNew ? writtenOf(named) : customer[kind]) ?? "" };
}

/** An address as a customer's record has it. */
export const writtenOf = ({ email, phone }: Named) => (email === undefined ? phone?.trim() : normalizeEmail(email));

/** The channel of each kind of address. */
export const channelOf = { email: "email", phone: "sms" } as const;
