import { domainToASCII, domainToUnicode } from "node:url";
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js";
import { asciiDigits } from "./digits.ts";

/** The kinds of addresses that a customer signs in with. */
export const addressKinds = ["email", "phone"] as const;

/**
 * E-mail addresses are compared and stored in lower case, and with the domain in its own script: in ASCII (`xn--…`) it is the
 * same mailbox.
 */
export function normalizeEmail(email: string): string {
  const plain = email.trim().toLowerCase();
  const [local, domain] = partsOf(plain);
  if (!/(^|\.)xn--/.test(domain)) return plain;
  return `${local}@${domainToUnicode(domain) || domain}`;
}

/** An address with its domain in ASCII: as those were stored that came so before both were one. */
export function asciiEmail(email: string): string {
  const [local, domain] = partsOf(email);
  return `${local}@${domainToASCII(domain) || domain}`;
}

function partsOf(email: string): [local: string, domain: string] {
  const at = email.lastIndexOf("@");
  return [email.slice(0, at), email.slice(at + 1)];
}

/**
 * True for an e-mail address that is written in one way only: no invisible or full-width characters, which mail servers
 * take for others, so that one mailbox has one address.
 */
export function isPlainEmail(email: string): boolean {
  const [local, written] = partsOf(email);
  const domain = written.toLowerCase();
  const ascii = domainToASCII(domain);
  const isPlainDomain = ascii === domain || domainToUnicode(ascii) === domain;
  return isPlainDomain && local.normalize("NFKC") === local && !/[\p{C}\p{Z}]/u.test(email);
}

/**
 * The form in which phone numbers are compared: E.164, with the store's country when the number has no country code. A
 * number that is in no numbering plan is compared by its digits. The digits may be of any script.
 */
export function phoneKey(written: string, country: string): string {
  const phone = asciiDigits(written).replace("＋", "+");
  const parsed = parsePhoneNumberFromString(phone, country as CountryCode);
  if (parsed) return parsed.number.slice(0, 24);
  const digits = phone.replace(/\D/g, "").slice(0, 23);
  return phone.trim().startsWith("+") ? `+${digits}` : digits;
}
