import { backOff } from "@seller-orchestra/durable";
import type {
  ActionParams,
  Channel,
  ChannelPreferences,
  MessageRecipient,
  NotificationPreferences,
} from "../contracts.ts";

/** The number of delivery attempts before a message has failed. */
export const maxTries = 8;

/** How long to wait after a number of failed tries, in milliseconds: 1 s, 4 s, 16 s … one hour, 85 minutes in all. */
export const retryDelay = (tries: number) => backOff(tries, 3_600_000);

/** Languages that have templates. */
export const languages = ["en", "bn"] as const;

const none: ChannelPreferences = { email: false, sms: false, whatsapp: false };

/** Preferences of a customer who has set none. WhatsApp is opt-in. */
export const defaultPreferences: NotificationPreferences = {
  transactional: { email: true, sms: true, whatsapp: false },
  promotional: none,
  newsletter: none,
};

/** The preferences that a customer has set. */
export type Chosen = ActionParams<"notifications.setPreferences">["preferences"];

/** Preferences with a customer's own settings merged over them. */
export function withChosen(before: NotificationPreferences, chosen: Chosen): NotificationPreferences {
  return {
    transactional: { ...before.transactional, ...chosen.transactional },
    promotional: { ...before.promotional, ...chosen.promotional },
    newsletter: { ...before.newsletter, ...chosen.newsletter },
  };
}

/**
 * The channels for messages about an order: each one that reaches the customer and that they have enabled. A guest, who
 * has no preferences, gets an e-mail; one without an e-mail address gets an SMS instead.
 */
export function channelsFor(
  { customer_id, ...recipient }: MessageRecipient,
  { transactional }: NotificationPreferences,
): { channel: Channel; recipient: string }[] {
  const email = reachable(recipient.email);
  const phone = reachable(recipient.phone);
  if (customer_id === null) {
    if (email) return [{ channel: "email", recipient: email }];
    return phone ? [{ channel: "sms", recipient: phone }] : [];
  }
  const reached = [
    { channel: "email" as const, recipient: email },
    { channel: "sms" as const, recipient: phone },
    { channel: "whatsapp" as const, recipient: phone },
  ];
  return reached.flatMap(({ channel, recipient }) =>
    recipient && transactional[channel] ? [{ channel, recipient }] : [],
  );
}

// RFC 5321 allows no longer address.
const reachable = (address: string | null) => (address && address.length <= 254 ? address : null);

/** A failure reason without the addresses and numbers that servers quote. */
export const withoutAddresses = (reason: string): string =>
  reason
    .replace(/[^\s<>"'(]+@[^\s<>"')]+/g, "[address]")
    .replace(/\+?\d(?:[\s().-]*\d){7,}/g, "[number]")
    .slice(0, 300);
