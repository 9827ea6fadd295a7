import type { OtpAction } from "./auth.ts";
import type { Write } from "./common.ts";
import type { Store } from "./stores.ts";

export type Channel = "email" | "sms" | "whatsapp";

export interface Message {
  id: string;
  channel: Channel;
  recipient: string;
  subject: string | null;
  text: string;
  created_at: number;
}

export type DeliveryState = "queued" | "sent" | "failed";

/** What a customer is told of: each has a template. */
export type MessageTemplate =
  | "order_status"
  | "order_fulfilled"
  | "order_shipped"
  | "order_delivered"
  | "order_cancelled"
  | "order_refunded"
  | "return_requested"
  | "return_approved"
  | "return_rejected"
  | "return_received";

/** What templates know of the store. */
export type MessageStore = Pick<
  Store,
  "store_id" | "tenant_id" | "name" | "language" | "currency" | "currency_decimals" | "timezone"
>;

/** What templates know of the occasion. Amounts are minor units. */
export interface MessagePayload {
  order_id: string;
  order_number: string;
  status: string;
  grand_total: number;
  currency: string;
  items: { name: string; quantity: number; total?: number }[];
  /** True when it is about some of the order's pieces. */
  partial?: boolean;
  note?: string | null;
  awb?: string | null;
  tracking_url?: string | null;
  shipping_method?: string | null;
  cancel_reason?: string | null;
  refund_amount?: number | null;
  return_id?: string | null;
}

/** Who is told, and where they can be reached. */
export interface MessageRecipient {
  customer_id: string | null;
  name: string;
  email: string | null;
  phone: string | null;
}

export interface ChannelPreferences {
  email: boolean;
  sms: boolean;
  whatsapp: boolean;
}

export interface NotificationPreferences {
  transactional: ChannelPreferences;
  promotional: ChannelPreferences;
  newsletter: ChannelPreferences;
}

/** Actions of the notifications service. */
export interface NotificationsActions {
  "notifications.send": {
    params: Write & {
      store_id: number;
      channel: Channel;
      recipient: string;
      subject?: string;
      text: string;
      subject_id?: string;
    };
    result: { id: string; state: DeliveryState };
  };
  /** Tells somebody of an occasion on each channel where they can be reached and want to be. Queues; never waits. */
  "notifications.notify": {
    params: Write & {
      store: MessageStore;
      occasion: MessageTemplate;
      payload: MessagePayload;
      recipient: MessageRecipient;
    };
    result: { notifications: { id: string; channel: Channel }[] };
  };
  /** Sends a code to an address: a security message, which no preference holds back. Queues; never waits. */
  "notifications.sendCode": {
    params: Write & {
      store: MessageStore;
      channel: Channel;
      recipient: string;
      customer_id: string;
      action: OtpAction;
      otp: string;
      expires_in: number;
    };
    result: { id: string };
  };
  "notifications.get": {
    params: { store_id: number; id: string };
    result: Message & { state: DeliveryState; tries: number; error: string | null };
  };
  "notifications.mailbox": { params: { recipient?: string; limit: number }; result: Message[] };
  /** A message of the development mailbox as it looks. Throws `notification_not_found`. */
  "notifications.mailboxPage": {
    params: { id: string };
    result: { id: string; subject: string | null; text: string; html: string | null };
  };
  "notifications.preferences": {
    params: { store_id: number; customer_id: string };
    result: NotificationPreferences;
  };
  "notifications.setPreferences": {
    params: Write & {
      store_id: number;
      customer_id: string;
      preferences: { [Purpose in keyof NotificationPreferences]?: Partial<ChannelPreferences> };
    };
    result: NotificationPreferences;
  };
}
