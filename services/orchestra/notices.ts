import { addressKinds } from "../../mixins/values/contact.ts";
import { newId } from "../../mixins/values/ids.ts";
import type { ActionParams, Call, Channel, Customer, CustomerKey, SignInStore } from "../contracts.ts";
import { addressOf, channelOf } from "./contact.ts";

type Notice = Pick<
  ActionParams<"notifications.sendSecurity">,
  "notice" | "undo_token" | "recipient" | "channel" | "factors"
>;

/** Sends a notice of a change of an account to one address of its customer. */
export async function sendNotice(call: Call, store: SignInStore, customer_id: string, notice: Notice): Promise<void> {
  const { country: _country, ...messageStore } = store;
  const sending = { store: messageStore, customer_id, ...notice, idempotency_key: newId("req") };
  await call("notifications.sendSecurity", sending);
}

/** What opens an account beside its password: for a notice, so that its holder finds what is not theirs. */
export async function factorsOf(call: Call, { store_id, customer_id }: CustomerKey): Promise<Notice["factors"]> {
  const owner = { store_id, customer_id };
  const [{ enabled_at }, { passkeys }] = await Promise.all([
    call("auth.secondFactor", owner),
    call("auth.passkeys", owner),
  ]);
  return [
    ...(enabled_at ? [{ kind: "authenticator" as const, added_at: enabled_at }] : []),
    ...passkeys.map(({ created_at }) => ({ kind: "passkey" as const, added_at: created_at })),
  ];
}

/** Sends a notice of another password to every address of a customer that is proven. */
export async function sendPasswordNotices(
  call: Call,
  store: SignInStore,
  customer: Customer,
  factors?: Notice["factors"],
): Promise<void> {
  for (const { channel, recipient, limited } of provenOf(customer, store)) {
    if (limited && !(await call("auth.mayText", limited)).may) continue;
    await sendNotice(call, store, customer.id, { notice: "password_changed", channel, recipient, factors });
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
