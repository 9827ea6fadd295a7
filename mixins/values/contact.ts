import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js";

/** E-mail addresses are compared, and kept, in lower case. */
export const normalizeEmail = (email: string) => email.trim().toLowerCase();

/**
 * What a phone number is compared by: E.164, read by the store's country when it has no country code of its own.
 * A number that no plan knows is compared by its digits.
 */
export function phoneKey(phone: string, country: string): string {
  const parsed = parsePhoneNumberFromString(phone, country as CountryCode);
  if (parsed) return parsed.number.slice(0, 24);
  const digits = phone.replace(/\D/g, "").slice(0, 23);
  return phone.trim().startsWith("+") ? `+${digits}` : digits;
}
