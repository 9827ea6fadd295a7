import type { ActionParams, Channel } from "../contracts.ts";
import { clean, localeOf, templateContext } from "./template-context.ts";
import { languageOf, layouts, render, type Wording } from "./templates.ts";

/** A message as a channel takes it. */
export interface Composed {
  subject: string | null;
  text: string;
  html: string | null;
}

type Told = Pick<ActionParams<"notifications.notify">, "store" | "occasion" | "payload" | "recipient">;

/** Writes what a customer is told of an occasion on a channel, in the language of the store. */
export function compose(channel: Channel, { store, occasion, payload, recipient }: Told): Composed {
  const { name, language } = languageOf(store.language);
  const values = { ...templateContext(store, payload, recipient.name, language.labels), language: name };
  const wording = language.messageTemplates[occasion];
  if (channel === "email") return email(wording, values);
  return { subject: null, text: oneLine(render("text", wording.short.text, values)), html: null };
}

/** Writes a one-time code for a channel, in the language of the store. */
export function composeCode(
  channel: Channel,
  {
    store,
    action,
    otp,
    expires_in,
  }: Pick<ActionParams<"notifications.sendCode">, "store" | "action" | "otp" | "expires_in">,
): Composed {
  const { name, language } = languageOf(store.language);
  const { labels, code } = language;
  const values = {
    labels,
    language: name,
    store_name: clean(store.name, 100),
    addressee: labels.somebody,
    action,
    code: otp,
    minutes: new Intl.NumberFormat(localeOf(store.language)).format(Math.floor(expires_in / 60)),
    details: [{ label: labels.code, value: otp }],
    ...withoutOrder,
  };
  if (channel === "email") return email(code, values);
  return { subject: null, text: oneLine(render("text", code.short.text, values)), html: null };
}

const withoutOrder = { note: null, tracking_url: null, items: [], has_totals: false, more: null, grand_total: null };

function email(wording: Wording, values: object): Composed {
  const frame = (manner: "html" | "text") => {
    const say = (section: keyof Wording) => render(manner, wording[section][manner], values);
    const [subject, preheader, heading, footer] = (["subject", "preheader", "heading", "footer"] as const).map(
      (section) => oneLine(say(section)),
    );
    const paragraphs = say("body")
      .split(/\n{2,}/)
      .map(oneLine)
      .filter((paragraph) => paragraph !== "");
    return {
      subject,
      body: render(manner, layouts[manner], { ...values, subject, preheader, heading, footer, paragraphs }),
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
