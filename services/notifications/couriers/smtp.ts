import { env } from "../../../config/env.ts";
import { lazily } from "../../../config/lazily.ts";
import { secured } from "../../../config/tls.ts";
import type { Courier } from "./courier.ts";

const nodemailer = lazily<typeof import("nodemailer")>("nodemailer");

/**
 * E-mail by SMTP. The sender is the URL's `from`, else its user if that is an address. The Message-ID is derived from
 * the message's id, so that receivers can recognize a second delivery after a crash. `smtp://` uses STARTTLS where the
 * server offers it, and with `requireTLS=true` sends nothing without it.
 */
export function smtpCourier(smtpUrl: string): Courier {
  const { url, tls, words } = secured("SMTP_URL", smtpUrl, env.TLS_CA_FILE);
  const sender = senderOf(new URL(url), words.from);
  const transport = nodemailer().createTransport({
    url,
    tls,
    requireTLS: words.requireTLS === "true",
    pool: true,
    maxConnections: 5,
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async deliver({ public_id, recipient, subject, text, html, created_at }) {
      await transport.sendMail({
        messageId: `<${public_id}@seller-orchestra>`,
        from: sender,
        // As an object: a string would be parsed as a list of addresses.
        to: { name: "", address: recipient },
        subject: subject ?? "",
        text,
        ...(html ? { html } : {}),
        date: new Date(created_at),
      });
    },
    close: () => transport.close(),
  };
}

function senderOf({ username, hostname }: URL, from: string | undefined): string {
  const user = decodeURIComponent(username);
  return from ?? (user.includes("@") ? user : `no-reply@${hostname}`);
}
