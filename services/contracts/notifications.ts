import * as t from "../../mixins/actions/params.ts";

export const channels = ["email", "sms", "whatsapp"] as const;

export type Channel = (typeof channels)[number];

export interface Message {
  id: string;
  channel: Channel;
  recipient: string;
  subject: string | null;
  text: string;
  created_at: number;
}

export type DeliveryState = "queued" | "sent" | "failed";

/** Each has a template. */
export const messageTemplates = [
  "order_status",
  "order_fulfilled",
  "order_shipped",
  "order_delivered",
  "order_cancelled",
  "order_refunded",
  "return_requested",
  "return_approved",
  "return_rejected",
  "return_received",
] as const;

/** A template of messages to customers. */
export type MessageTemplate = (typeof messageTemplates)[number];

/** What customers are told whatever they chose: something that would be an attack if it was not them. */
export const securityNotices = [
  "email_changed",
  "phone_changed",
  "password_changed",
  "passkey_added",
  "passkey_removed",
  "authenticator_added",
  "authenticator_removed",
  "recovery_code_used",
  "recovery_codes_renewed",
] as const;

export type SecurityNotice = (typeof securityNotices)[number];

/** Fields of a store that templates use. */
export const noticeStoreFields = {
  ...t.inStore,
  tenant_id: t.id(),
  name: t.text(255),
  language: t.string(40),
  currency: t.string().length(3),
  currency_decimals: t.integer().min(0).max(4),
  timezone: t.string(64),
};

export const messageStore = t.object(noticeStoreFields);

export type MessageStore = t.TypeOf<typeof messageStore>;

export type ChannelPreferences = Record<Channel, boolean>;

/** Kinds of messages that a customer chooses channels for. */
export const purposes = ["transactional", "promotional", "newsletter"] as const;

export type NotificationPreferences = Record<(typeof purposes)[number], ChannelPreferences>;
