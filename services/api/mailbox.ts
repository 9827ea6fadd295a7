import type { ServerResponse } from "node:http";
import { callerOf } from "../../mixins/actions/action.ts";
import { errorBody, toFailure } from "./errors.ts";
import { isoTime } from "./formats.ts";
import { write } from "./http/respond.ts";
import type { WebRequest } from "./http/web-request.ts";

// A mail brings its own styles, and its buttons may be followed; nothing else happens in it.
const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

/**
 * In development only: `/dev/mailbox`, the messages that nobody was sent for real, newest first, and
 * `/dev/mailbox/:id`, one of them as it looks.
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

type Page = (request: WebRequest, response: ServerResponse) => Promise<void>;

function answering(page: Page): Page {
  return async (request, response) => {
    try {
      await page(request, response);
    } catch (error) {
      const failure = toFailure(error);
      write(request, response, { status: failure.status, body: errorBody(failure, request.$ctx.requestID) });
    }
  };
}
