import { callerOf } from "../../../mixins/actions/action.ts";
import type { ActionResult } from "../../contracts.ts";
import { isoTime } from "../formats.ts";
import { answering, write } from "../http/respond.ts";
import { type Html, html, wantsHtml } from "./html.ts";
import { headersOf, pageOf, topOf } from "./layout.ts";

// A mail has inline styles, and its links may be followed; nothing else is allowed.
const sandbox = "allow-popups allow-popups-to-escape-sandbox";
const mailPolicy = `default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox ${sandbox}`;

// Shows what has come since, but not to who is about to search.
const script = `
const search = document.querySelector("input");
const newest = () => fetch(location.href, { headers: { Accept: "application/json" } })
  .then((answer) => answer.json()).then(({ messages: [first] }) => first?.id).catch(() => undefined);
newest().then((before) => setInterval(async () => {
  if (document.hidden || document.activeElement === search) return;
  const now = await newest();
  if (now !== undefined && now !== before) location.reload();
}, 5000));
`;

type Message = ActionResult<"notifications.mailbox">[number];

/**
 * In development only: `/dev/mailbox`, the messages that were recorded and not sent, newest first, as a page or as JSON,
 * and `/dev/mailbox/:id`, one of them rendered.
 */
export const mailboxPages = {
  "/dev/mailbox": answering(async (request, response) => {
    const { recipient, message } = request.$params.query;
    const filter = typeof recipient === "string" && recipient !== "" ? { recipient } : {};
    const messages = await callerOf(request.$ctx)("notifications.mailbox", { ...filter, limit: 100 });
    const headers = { Vary: "Accept" };
    if (!wantsHtml(request)) {
      const shown = messages.map((each) => ({ ...each, created_at: isoTime(each.created_at) }));
      return write(request, response, { status: 200, headers, body: { messages: shown } });
    }
    const open = messages.find(({ id }) => id === message);
    const sheet = { title: "Mailbox", body: bodyOf(messages, open, filter), ...(open ? {} : { script }) };
    const own = headersOf(open ? undefined : script, "frame-src 'self'; connect-src 'self'; ");
    write(request, response, { status: 200, headers: { ...own, ...headers }, body: pageOf(sheet) });
  }),
  "/dev/mailbox/:id": answering(async (request, response) => {
    const id = String(request.$params.params.id);
    const { html: mail, text } = await callerOf(request.$ctx)("notifications.mailboxPage", { id });
    const type = mail === null ? "text/plain; charset=utf-8" : "text/html; charset=utf-8";
    const headers = {
      "Content-Type": type,
      "Content-Security-Policy": mailPolicy,
      "X-Frame-Options": "SAMEORIGIN",
    };
    write(request, response, { status: 200, headers, body: mail ?? text });
  }),
};

interface Filter {
  recipient?: string;
}

function bodyOf(messages: Message[], open: Message | undefined, filter: Filter): Html {
  return html`${topOf("Development mailbox")}
<main class="mail${open ? " open" : ""}">
  ${!open && html`<h1 class="unseen">Messages</h1>`}
  <nav class="list" aria-label="Messages">
    <form action="/dev/mailbox">
      <input class="find" type="search" name="recipient" value="${filter.recipient ?? ""}" placeholder="Recipient"
        aria-label="Recipient" />
    </form>
    ${
      messages.length === 0
        ? html`<p class="empty">No messages yet. What the system sends is kept here.</p>`
        : html`<ol>${messages.map((message) => lineOf(message, message === open, filter))}</ol>`
    }
  </nav>
  <section class="letter" aria-label="Message">
    ${open ? letterOf(open, filter) : html`<p class="empty">Choose a message to read it.</p>`}
  </section>
</main>`;
}

const pathOf = (filter: Filter, message?: string) => {
  const query = new URLSearchParams({ ...filter, ...(message ? { message } : {}) }).toString();
  return query === "" ? "/dev/mailbox" : `/dev/mailbox?${query}`;
};

const lineOf = (
  { id, channel, recipient, subject, text, created_at }: Message,
  isOpen: boolean,
  filter: Filter,
): Html =>
  html`<li><a href="${pathOf(filter, id)}"${isOpen && html` aria-current="true"`}>
    <span class="who"><b>${recipient}</b><span class="tag">${channel}</span></span>
    <span class="what">${subject ?? text}</span>
    <span class="who"><time>${timeOf(created_at)}</time></span>
  </a></li>`;

const letterOf = ({ id, channel, recipient, subject, text, created_at }: Message, filter: Filter): Html =>
  html`<div>
    <a class="back" href="${pathOf(filter)}">← All messages</a>
    <h1>${subject ?? `A message by ${channel}`}</h1>
    <p>To ${recipient} · <time>${timeOf(created_at)}</time> · <a href="/dev/mailbox/${id}">on a page of its own</a></p>
  </div>
  ${
    channel === "email"
      ? html`<iframe title="${subject ?? "Mail"}" src="/dev/mailbox/${id}" sandbox="${sandbox}"></iframe>`
      : html`<p class="bubble">${text}</p>`
  }`;

const timeOf = (at: number) => isoTime(at).replace("T", " ").slice(0, 19);
