import { addressKinds } from "../../mixins/values/contact.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { ActionParams, Call, Customer, SignInStore } from "../contracts.ts";
import { channelOf } from "./contact.ts";

type Notice = Pick<ActionParams<"notifications.sendSecurity">, "notice" | "undo_token" | "recipient" | "channel">;

/** Tells a customer, at one address, of a change of their account. */
export async function tell(call: Call, store: SignInStore, customer_id: string, notice: Notice): Promise<void> {
  const { country: _country, ...messageStore } = store;
  const sending = { store: messageStore, customer_id, ...notice, idempotency_key: newId("req") };
  await call("notifications.sendSecurity", sending);
}

/** Tells a customer of another password, at every address that is proven. */
export async function tellOfPassword(call: Call, store: SignInStore, customer: Customer): Promise<void> {
  for (const kind of addressKinds) {
    const recipient = customer[kind];
    if (!recipient || !customer[`${kind}_verified`]) continue;
    await tell(call, store, customer.id, { notice: "password_changed", channel: channelOf[kind], recipient });
  }
}
