import { currencyDecimals } from "../../mixins/values/currency.ts";
import type { MessagePayload, MessageStore } from "../contracts.ts";

/** The fixed words of a language. */
export interface Labels {
  greeting: string;
  /** The salutation when no name is known. */
  unnamed: string;
  track: string;
  code: string;
  undo: string;
  passkey: string;
  authenticator: string;
  order_number: string;
  status: string;
  shipping_method: string;
  awb: string;
  cancel_reason: string;
  refund_amount: string;
  grand_total: string;
  more: string;
  statuses: Record<string, string>;
  reasons: Record<string, string>;
}

// Some mail readers cut off longer e-mails.
const itemsShown = 50;

/** Builds the variables from an event's payload: words of the language, formatted amounts, sanitized text. */
export function templateContext(store: MessageStore, payload: MessagePayload, name: string, labels: Labels) {
  const amount = amountsOf(store, payload.currency);
  const values = {
    labels,
    store_name: clean(store.name, 100),
    addressee: clean(name, 100) || labels.unnamed,
    order_number: clean(payload.order_number, 40),
    partial: payload.partial === true,
    status_name: labels.statuses[payload.status] ?? clean(payload.status, 40),
    grand_total: amount(payload.grand_total),
    refund_amount: payload.refund_amount ? amount(payload.refund_amount) : null,
    shipping_method: cleanOrNull(payload.shipping_method, 100),
    awb: cleanOrNull(payload.awb, 100),
    tracking_url: webAddress(payload.tracking_url),
    note: cleanOrNull(payload.note, 1_000),
    cancel_reason: reasonOf(payload.cancel_reason, labels),
    ...itemsOf(store, payload, amount),
  };
  return { ...values, details: detailsOf(values, labels) };
}

const detailFields = ["order_number", "shipping_method", "awb", "cancel_reason", "refund_amount"] as const;

function detailsOf(values: Record<(typeof detailFields)[number], string | null>, labels: Labels) {
  return detailFields.flatMap((field) => {
    const value = values[field];
    return value ? [{ label: labels[field], value }] : [];
  });
}

function itemsOf(store: MessageStore, { items }: MessagePayload, amount: (minor: number) => string) {
  const count = new Intl.NumberFormat(localeOf(store.language));
  return {
    items: items.slice(0, itemsShown).map(({ name, quantity, total }) => ({
      name: clean(name, 200),
      quantity: count.format(quantity),
      total: total === undefined ? null : amount(total),
    })),
    has_totals: items.some(({ total }) => total !== undefined),
    more: items.length > itemsShown ? count.format(items.length - itemsShown) : null,
  };
}

function amountsOf({ language, currency: own, currency_decimals }: MessageStore, currency: string) {
  const locale = localeOf(language);
  const decimals = currency === own ? currency_decimals : currencyDecimals(currency);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const format = new Intl.NumberFormat(locale, { style: "currency", currency, ...digits });
  return (minor: number) => format.format(minor / 10 ** decimals);
}

/** A store's language as a locale for `Intl`; invalid input, which merchants can enter, falls back. */
export function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}

const reasonOf = (reason: string | null | undefined, labels: Labels) =>
  reason ? (labels.reasons[reason] ?? clean(reason, 200)) : null;

// Only what a browser opens as a page: no script, no mail, no file.
function webAddress(text: string | null | undefined): string | null {
  if (!text || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? href : null;
}

const cleanOrNull = (text: string | null | undefined, longest: number) => (text ? clean(text, longest) || null : null);

/**
 * One line of whole characters: user input must not add lines to a message, nor change the text direction of the rest.
 */
export function clean(text: string, longest: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}
