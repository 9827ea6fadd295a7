import { callerOf } from "../../mixins/actions/action.ts";
import { isoTime } from "./formats.ts";
import { answering, write } from "./http/respond.ts";

// A mail has inline styles, and its links may be followed; nothing else is allowed.
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

/**
 * In development only: `/dev/mailbox`, the messages that were recorded and not sent, newest first, and
 * `/dev/mailbox/:id`, one of them rendered.
 */
export const mailboxPages = {
  "/dev/mailbox": answering(async (request, response) => {
    const { recipient } = request.$params.query;
    const filter = typeof recipient === "string" ? { recipient } : {};
    const messages = await callerOf(request.$ctx)("notifications.mailbox", { ...filter, limit: 100 });
    const shown = messages.map((message) => ({ ...message, created_at: isoTime(message.created_at) }));
    write(request, response, { status: 200, body: { messages: shown } });
  }),
  "/dev/mailbox/:id": answering(async (request, response) => {
    const id = String(request.$params.params.id);
    const { html, text } = await callerOf(request.$ctx)("notifications.mailboxPage", { id });
    const type = html === null ? "text/plain; charset=utf-8" : "text/html; charset=utf-8";
    const headers = { "Content-Type": type, "Content-Security-Policy": mailPolicy };
    write(request, response, { status: 200, headers, body: html ?? text });
  }),
};
