import { addressKinds } from "../../mixins/values/contact.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { ActionParams, Call, Channel, Customer, SignInStore } from "../contracts.ts";
import { addressOf, channelOf } from "./contact.ts";

type Notice = Pick<ActionParams<"notifications.sendSecurity">, "notice" | "undo_token" | "recipient" | "channel">;

/** Sends a notice of a change of an account to one address of its customer. */
export async function sendNotice(call: Call, store: SignInStore, customer_id: string, notice: Notice): Promise<void> {
  const { country: _country, ...messageStore } = store;
  const sending = { store: messageStore, customer_id, ...notice, idempotency_key: newId("req") };
  await call("notifications.sendSecurity", sending);
}

/** Sends a notice of another password to every address of a customer that is proven. */
export async function sendPasswordNotices(call: Call, store: SignInStore, customer: Customer): Promise<void> {
  for (const { channel, recipient, limited } of provenOf(customer, store)) {
    if (limited && !(await call("auth.mayText", limited)).may) continue;
    await sendNotice(call, store, customer.id, { notice: "password_changed", channel, recipient });
  }
}

/** An address that a notice goes to. */
interface Proven {
  channel: Channel;
  recipient: string;
  /** Of a number: what is counted before a text, since whoever changes something again and again may be paid for texts. */
  limited?: ActionParams<"auth.mayText">;
}

/** The addresses of a customer that are proven. */
export const provenOf = (customer: Customer, store: SignInStore): Proven[] =>
  addressKinds.flatMap((kind): Proven[] => {
    const recipient = customer[kind];
    if (!recipient || !customer[`${kind}_proven`]) return [];
    const to = { channel: channelOf[kind], recipient };
    if (kind === "email") return [to];
    const { store_id, country } = store;
    const limited = { store_id, customer_id: customer.id, address: addressOf({ phone: recipient }, store), country };
    return [{ ...to, limited }];
  });
