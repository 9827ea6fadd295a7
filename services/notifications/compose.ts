import type { ActionParams, Channel, MessageStore } from "../contracts.ts";
import { clean, localeOf, templateContext } from "./template-context.ts";
import { languageOf, layouts, render, type Wording } from "./templates.ts";

type Code = Pick<ActionParams<"notifications.sendCode">, "store" | "action" | "otp" | "expires_in">;

type Security = Pick<ActionParams<"notifications.sendSecurity">, "store" | "notice" | "undo_token" | "factors">;

/** The content of a message for one channel. */
export interface Composed {
  subject: string | null;
  text: string;
  html: string | null;
}

type Request = Pick<ActionParams<"notifications.notify">, "store" | "occasion" | "payload" | "recipient">;

/** Renders a message template for a channel, in the language of the store. */
export function compose(channel: Channel, { store, occasion, payload, recipient }: Request): Composed {
  const { name, language } = languageOf(store.language);
  const values = { ...templateContext(store, payload, recipient.name, language.labels), language: name };
  const wording = language.messageTemplates[occasion];
  if (channel === "email") return email(wording, values);
  return { subject: null, text: oneLine(render("text", wording.short.text, values)), html: null };
}

/** Renders a one-time code for a channel, in the language of the store. */
export function composeCode(channel: Channel, { store, action, otp, expires_in }: Code): Composed {
  const { language } = languageOf(store.language);
  const minutes = new Intl.NumberFormat(localeOf(store.language)).format(Math.floor(expires_in / 60));
  const details = [{ label: language.labels.code, value: otp }];
  return composeOwn(channel, language.code, store, { action, code: otp, minutes, details });
}

/** Renders a notice about an account for a channel, in the language of the store. */
export function composeSecurity(channel: Channel, { store, notice, undo_token, factors = [] }: Security): Composed {
  const { language } = languageOf(store.language);
  const undo = undo_token ?? null;
  const day = new Intl.DateTimeFormat(localeOf(store.language), { dateStyle: "long", timeZone: store.timezone });
  const details = [
    ...(undo === null ? [] : [{ label: language.labels.undo, value: undo }]),
    ...factors.map(({ kind, added_at }) => ({ label: language.labels[kind], value: day.format(added_at) })),
  ];
  const about_factor = /^(passkey|authenticator|recovery)_/.test(notice);
  const about = { about_factor, is_added: notice.endsWith("_added"), has_factors: factors.length > 0 };
  return composeOwn(channel, language.security, store, { notice, undo, details, ...about });
}

function composeOwn(channel: Channel, wording: Wording, store: MessageStore, own: object): Composed {
  const { name, language } = languageOf(store.language);
  const { labels } = language;
  const about = { labels, language: name, store_name: clean(store.name, 100), addressee: labels.unnamed };
  const values = { ...about, ...withoutOrder, ...own };
  if (channel === "email") return email(wording, values);
  return { subject: null, text: oneLine(render("text", wording.short.text, values)), html: null };
}

const withoutOrder = { note: null, tracking_url: null, items: [], has_totals: false, more: null, grand_total: null };

function email(wording: Wording, values: object): Composed {
  const frame = (format: "html" | "text") => {
    const say = (section: keyof Wording) => render(format, wording[section][format], values);
    const [subject, preheader, heading, footer] = (["subject", "preheader", "heading", "footer"] as const).map(
      (section) => oneLine(say(section)),
    );
    const paragraphs = say("body")
      .split(/\n{2,}/)
      .map(oneLine)
      .filter((paragraph) => paragraph !== "");
    return {
      subject,
      body: render(format, layouts[format], { ...values, subject, preheader, heading, footer, paragraphs }),
    };
  };
  const { subject = "", body } = frame("text");
  return {
    subject: [...subject].slice(0, 250).join(""),
    text: `${body.replace(/\n{3,}/g, "\n\n").trim()}\n`,
    html: frame("html").body,
  };
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
