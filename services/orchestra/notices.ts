import { addressKinds } from "../../mixins/values/contact.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { ActionParams, Call, Customer, SignInStore } from "../contracts.ts";
import { channelOf } from "./contact.ts";

type Notice = Pick<ActionParams<"notifications.sendSecurity">, "notice" | "undo_token" | "recipient" | "channel">;

/** Sends a notice of a change of an account to one address of its customer. */
export async function sendNotice(call: Call, store: SignInStore, customer_id: string, notice: Notice): Promise<void> {
  const { country: _country, ...messageStore } = store;
  const sending = { store: messageStore, customer_id, ...notice, idempotency_key: newId("req") };
  await call("notifications.sendSecurity", sending);
}

/** Sends a notice of another password to every address of a customer that is proven. */
export async function sendPasswordNotices(call: Call, store: SignInStore, customer: Customer): Promise<void> {
  for (const kind of addressKinds) {
    const recipient = customer[kind];
    if (!recipient || !customer[`${kind}_verified`]) continue;
    await sendNotice(call, store, customer.id, { notice: "password_changed", channel: channelOf[kind], recipient });
  }
}
