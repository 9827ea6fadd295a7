import { env } from "../../../config/env.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { Channel } from "../../contracts.ts";
import { putIntoMailbox } from "../store/mailbox.ts";
import { type Courier, Undeliverable } from "./courier.ts";
import { smtpCourier } from "./smtp.ts";

export type Couriers = Record<Channel, Courier>;

/**
 * Selects the courier of each channel: e-mail goes to `SMTP_URL`. SMS and WhatsApp have no provider yet. Without a
 * provider, messages go to the development mailbox; in production they fail with a reason.
 */
export function couriersFor(db: Database): Couriers {
  const email = env.SMTP_URL ? smtpCourier(env.SMTP_URL) : instead(db, "SMTP_URL is not set: no e-mail can be sent.");
  const noProvider = (channel: string) => instead(db, `There is no provider for ${channel}: it cannot be sent.`);
  return { email, sms: noProvider("SMS"), whatsapp: noProvider("WhatsApp") };
}

function instead(db: Database, reason: string): Courier {
  if (env.NODE_ENV !== "production") return { deliver: (message) => putIntoMailbox(db, message) };
  return {
    async deliver() {
      throw new Undeliverable(reason);
    },
  };
}
