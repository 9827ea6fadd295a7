import * as t from "../../mixins/actions/params.ts";
import type { params } from "../notifications/notifications.schema.ts";
import type { ActionsOf } from "./common.ts";

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

/** Fields of an event that templates use. Amounts are minor units. */
export type MessagePayload = t.TypeOf<typeof params.notify>["payload"];
/** The recipient of a message and their addresses. */
export type MessageRecipient = t.TypeOf<typeof params.notify>["recipient"];

/** Actions of the notifications service. */
export type NotificationsActions = ActionsOf<
  "notifications",
  typeof params,
  {
    send: { id: string; state: DeliveryState };
    /** Queues a message on each channel that the recipient has and allows. */
    notify: { notifications: { id: string; channel: Channel }[] };
    /** Queues a code to an address: a security message, regardless of preferences. */
    sendCode: { id: string };
    get: Message & { state: DeliveryState; tries: number; error: string | null };
    mailbox: Message[];
    /** A message of the development mailbox as it looks. Throws `notification_not_found`. */
    mailboxPage: { id: string; subject: string | null; text: string; html: string | null };
    preferences: NotificationPreferences;
    setPreferences: NotificationPreferences;
  }
>;
