import type {
  ActionParams,
  Channel,
  ChannelPreferences,
  MessageRecipient,
  NotificationPreferences,
} from "../contracts.ts";

/** How often a delivery is tried before it has failed. */
export const maxTries = 8;

/** How long to wait after a number of failed tries, in milliseconds: 1 s, 4 s, 16 s … one hour, 85 minutes in all. */
export const retryDelay = (tries: number) => Math.min(3_600_000, 1_000 * 4 ** (tries - 1));

/** Languages that have templates. */
export const languages = ["en", "bn"] as const;

const none: ChannelPreferences = { email: false, sms: false, whatsapp: false };

/** What holds for a customer who has chosen nothing. WhatsApp is for those who ask for it. */
export const defaultPreferences: NotificationPreferences = {
  transactional: { email: true, sms: true, whatsapp: false },
  promotional: none,
  newsletter: none,
};

/** What a customer chose, as far as they chose. */
export type Chosen = ActionParams<"notifications.setPreferences">["preferences"];

/** Preferences with what was chosen put over them. */
export function withChosen(before: NotificationPreferences, chosen: Chosen): NotificationPreferences {
  return {
    transactional: { ...before.transactional, ...chosen.transactional },
    promotional: { ...before.promotional, ...chosen.promotional },
    newsletter: { ...before.newsletter, ...chosen.newsletter },
  };
}

/**
 * Where somebody is told of what happens to their order: on each channel that reaches them and that they want. A guest,
 * who could choose nothing, has an e-mail; one without an address has an SMS instead.
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

// No address is longer (RFC 5321).
const reachable = (address: string | null) => (address && address.length <= 254 ? address : null);

/** The reason of a failure as others may read it: without the addresses and numbers that servers like to quote. */
export const withoutAddresses = (reason: string): string =>
  reason
    .replace(/[^\s<>"'(]+@[^\s<>"')]+/g, "[address]")
    .replace(/\+?\d(?:[\s().-]*\d){7,}/g, "[number]")
    .slice(0, 300);
