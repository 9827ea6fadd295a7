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

/** What a customer is told of: each has a template. */
export type MessageTemplate = (typeof messageTemplates)[number];

/** What templates know of the store. */
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

/** What templates know of the occasion. Amounts are minor units. */
export type MessagePayload = t.TypeOf<typeof params.notify>["payload"];
/** Who is told, and where they can be reached. */
export type MessageRecipient = t.TypeOf<typeof params.notify>["recipient"];

/** Actions of the notifications service. */
export type NotificationsActions = ActionsOf<
  "notifications",
  typeof params,
  {
    send: { id: string; state: DeliveryState };
    /** Tells somebody of an occasion on each channel where they can be reached and want to be. Queues; never waits. */
    notify: { notifications: { id: string; channel: Channel }[] };
    /** Sends a code to an address: a security message, which no preference holds back. Queues; never waits. */
    sendCode: { id: string };
    get: Message & { state: DeliveryState; tries: number; error: string | null };
    mailbox: Message[];
    /** A message of the development mailbox as it looks. Throws `notification_not_found`. */
    mailboxPage: { id: string; subject: string | null; text: string; html: string | null };
    preferences: NotificationPreferences;
    setPreferences: NotificationPreferences;
  }
>;
