import { createTransport } from "nodemailer";
import type { Courier } from "./courier.ts";

/**
 * E-mail by SMTP. The sender is the URL's `from`, else its user if that is an address. The Message-ID is derived from
 * the message's id, so that receivers can recognize a second delivery after a crash.
 */
export function smtpCourier(url: string): Courier {
  const sender = senderOf(new URL(url));
  const transport = createTransport({
    url,
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

function senderOf({ searchParams, username, hostname }: URL): string {
  const user = decodeURIComponent(username);
  return searchParams.get("from") ?? (user.includes("@") ? user : `no-reply@${hostname}`);
}
