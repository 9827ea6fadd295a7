import type { TypeOf } from "../../mixins/actions/params.ts";
import type { params } from "../notifications/notifications.schema.ts";
import type { ActionsOf } from "./common.ts";
import type { Channel, DeliveryState, Message, NotificationPreferences } from "./notifications.ts";

/** What templates know of the occasion. Amounts are minor units. */
export type MessagePayload = TypeOf<typeof params.notify>["payload"];
/** The recipient of a message, and their addresses. */
export type MessageRecipient = TypeOf<typeof params.notify>["recipient"];

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
    /** Tells of a change that others could take an account over with, whatever the preferences. Queues; never waits. */
    sendSecurity: { id: string };
    get: Message & { state: DeliveryState; tries: number; error: string | null };
    mailbox: Message[];
    /** A message of the development mailbox as it looks. Throws `notification_not_found`. */
    mailboxPage: { id: string; subject: string | null; text: string; html: string | null };
    preferences: NotificationPreferences;
    setPreferences: NotificationPreferences;
  }
>;
