import { parsePhoneNumberFromString } from "libphonenumber-js";
import { phoneKey } from "../../mixins/values/contact.ts";
import { digitsIn } from "../../mixins/values/digits.ts";
import { foldCase, indexedForms, withoutMarks } from "../../mixins/values/fold.ts";
import type { Address, AddressChanges, FreeObject } from "../contracts.ts";

export { asciiEmail, normalizeEmail, phoneKey } from "../../mixins/values/contact.ts";

// The longest prefix in the word index.
const wordLength = 48;

/** The kinds of searchable words. Guests have kinds of their own, so that excluding them costs nothing. */
export const wordKinds = { first: 1, last: 2, email: 3, phone: 4 } as const;
export const guestKind = 10;

// Text of one case with single spaces.
const tidy = (text: string) => foldCase(text).replace(/\s+/g, " ").trim();

const cut = (folded: string, length: number) => [...folded].slice(0, length).join("").trimEnd();

/** A text as an index holds it that sorts. */
export const indexKey = (text: string, length: number) => cut(withoutMarks(tidy(text)), length);

/** The beginnings of words that a text stands for in a search: without the marks of its letters, and with them. */
export const wordKeys = (text: string): string[] => keysOf(tidy(text));

const keysOf = (folded: string) => indexedForms(folded).map((form) => cut(form, wordLength));

/** The text from each beginning of a word on: `mary ann` gives itself and `ann`. */
export function wordStarts(text: string): string[] {
  const folded = tidy(text);
  const starts = [...folded.matchAll(/(?<![\p{L}\p{N}\p{M}])[\p{L}\p{N}]|(?<=^|\s)\S/gu)].map((match) => match.index);
  return [...new Set(starts.flatMap((start) => keysOf(folded.slice(start))))];
}

/** The columns that words are made of. */
export interface Searchable {
  first_name: string;
  last_name: string;
  email: string | null;
  phone: string | null;
  phone_key: string | null;
  is_guest: boolean | number;
}

/** The searchable words of a customer, with their kinds. */
export function wordsOf(customer: Searchable): { kind: number; word: string }[] {
  const offset = customer.is_guest ? guestKind : 0;
  const { email } = customer;
  const found = [
    ...wordStarts(customer.first_name).map((word) => ({ kind: wordKinds.first, word })),
    ...wordStarts(customer.last_name).map((word) => ({ kind: wordKinds.last, word })),
    ...(email ? wordKeys(email) : []).map((word) => ({ kind: wordKinds.email, word })),
    ...phoneWords(customer.phone, customer.phone_key).map((word) => ({ kind: wordKinds.phone, word })),
  ];
  return found.map(({ kind, word }) => ({ kind: kind + offset, word }));
}

// As written, in international and in national form with and without its prefix, so that a search finds each of them.
function phoneWords(phone: string | null, key: string | null): string[] {
  const [written, abroad] = [digitsIn(phone ?? ""), digitsIn(key ?? "")];
  return [...new Set([written, abroad, ...inlandForms(written, abroad, key)])].filter((digits) => digits !== "");
}

// Most numbers are written in national form: then no parser is needed.
function inlandForms(written: string, abroad: string, key: string | null): string[] {
  if (!key?.startsWith("+")) return [];
  if (written.startsWith("0") && abroad.endsWith(written.slice(1))) return [written.slice(1)];
  const parsed = parsePhoneNumberFromString(key);
  return parsed ? [digitsIn(parsed.formatNational()), parsed.nationalNumber] : [];
}

/** One thing that a search looks for: the beginning of a word of any kind, and of a phone number where it may be one. */
export interface SearchTerm {
  words: string[];
  phones: string[];
}

/**
 * The terms of a search. Groups of digits beside each other are one number, as people write them: `01755 437701`. It is
 * looked up as written, without the prefix of a call abroad, and as the country's plan reads it.
 */
export function searchTerms(search: string, country?: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const [text = ""] of tidy(search).matchAll(/(?<!\S)\+?[\p{Nd}().\-/]+(?: +[\p{Nd}().\-/]+)*(?!\S)|\S+/gu)) {
    const isNumber = /^\+?[\p{Nd} ().\-/]+$/u.test(text) && digitsIn(text) !== "";
    terms.push({ words: keysOf(text), phones: isNumber ? phonesOf(text, country) : [] });
  }
  return terms;
}

function phonesOf(text: string, country: string | undefined): string[] {
  const digits = digitsIn(text);
  const known = country === undefined ? "" : digitsIn(phoneKey(text, country));
  const bare = digits.replace(/^00/, "");
  return [...new Set([digits, bare, known])].filter((each) => each !== "");
}

/** How many addresses a book holds. */
export const mostAddresses = 100;

type Known = Pick<Address, "id" | "created_at" | "updated_at">;

/** An address with defaults for the fields that were not given. */
export const addressOf = ({ id, created_at, updated_at }: Known, written: AddressChanges): Address => ({
  id,
  type: written.type ?? "home",
  name: written.name ?? null,
  phone: written.phone ?? null,
  line1: written.line1 ?? "",
  line2: written.line2 ?? null,
  city: written.city ?? "",
  area: written.area ?? null,
  state: written.state ?? null,
  postal_code: written.postal_code ?? null,
  country: written.country ?? null,
  country_code: written.country_code ?? null,
  coordinates: written.coordinates ?? null,
  is_default_billing: written.is_default_billing ?? false,
  is_default_shipping: written.is_default_shipping ?? false,
  created_at,
  updated_at,
});

/** The maximum size of a customer's preferences, in bytes of JSON. */
export const preferencesBytes = 3_000;

/** Preferences with others merged in by key; null removes a key. */
export const mergedPreferences = (kept: FreeObject, given: FreeObject): FreeObject =>
  Object.fromEntries(Object.entries({ ...kept, ...given }).filter(([, value]) => value !== null));

/** Throws for a tally that cannot be added up: engines would take `12.40 taka` for some number. */
export function assertCountable({ grand_total }: { grand_total: unknown }): void {
  if (Number.isSafeInteger(grand_total)) return;
  throw new Error(`grand_total is ${JSON.stringify(grand_total)}, and not an amount in minor units.`);
}
