import * as t from "../../mixins/actions/params.ts";
import { otpActions } from "../contracts/auth.ts";
import { channels, messageTemplates, securityNotices, messageStore as store } from "../contracts/notifications.ts";

const id = t.id(40);
const words = (max: number) => t.optional(t.nullable(t.text(max)));
const amount = t.integer();
const channel = t.oneOf(channels);
const recipient = t.string(254);
const chosen = t.object(t.partial({ email: t.boolean(), sms: t.boolean(), whatsapp: t.boolean() }));

const payload = t.object({
  order_id: id,
  order_number: t.string(64),
  status: t.string(32),
  grand_total: amount,
  currency: t.string().length(3),
  items: t.list(t.object({ name: t.text(1_000), quantity: t.number(), total: t.optional(amount) })),
  /** True when it is about some of the order's pieces. */
  partial: t.optional(t.boolean()),
  note: words(5_000),
  awb: words(255),
  tracking_url: words(2_048),
  shipping_method: words(255),
  cancel_reason: words(1_000),
  refund_amount: t.optional(t.nullable(amount)),
  return_id: words(64),
});

// As the order has it: a text that cannot be an address reaches no recipient, and the other channels are still used.
const address = t.nullable(t.text(1_000));
const person = t.object({ customer_id: t.nullable(id), name: t.text(1_000), email: address, phone: address });

/** Parameters of the notifications service's actions. */
export const params = {
  send: t.object({
    ...t.inStore,
    ...t.write,
    channel,
    recipient,
    subject: t.optional(t.string(255)),
    text: t.string(100_000),
    subject_id: t.optional(t.id()),
  }),
  notify: t.object({ ...t.write, store, occasion: t.oneOf(messageTemplates), payload, recipient: person }),
  sendCode: t.object({
    ...t.write,
    store,
    channel,
    recipient,
    customer_id: id,
    action: t.oneOf(otpActions),
    otp: t.string().pattern(/^\d{6}$/),
    expires_in: t.integer().positive(),
  }),
  sendSecurity: t.object({
    ...t.write,
    store,
    channel,
    recipient,
    customer_id: id,
    notice: t.oneOf(securityNotices),
    /** The token by which the change can be undone. */
    undo_token: t.optional(t.string(100)),
    /** What opens the account beside its password. */
    factors: t.optional(
      t.list(t.object({ kind: t.oneOf(["passkey", "authenticator"]), added_at: t.integer() })).max(50),
    ),
  }),
  get: t.object({ ...t.inStore, id }),
  mailboxPage: t.object({ id }),
  preferences: t.object({ ...t.inStore, customer_id: id }),
  setPreferences: t.object({
    ...t.inStore,
    ...t.write,
    customer_id: id,
    preferences: t.object(t.partial({ transactional: chosen, promotional: chosen, newsletter: chosen })),
  }),
  mailbox: t.object({ recipient: t.optional(recipient), limit: t.paging.limit }),
};
