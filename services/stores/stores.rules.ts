import { isSupportedCountry } from "libphonenumber-js";

/** The first `store_id` that is assigned; smaller ones are reserved for the demo and for tests. */
export const firstStoreId = 1_000;

/** True for an ISO 4217 code that is in use. */
export const isCurrency = (code: string) => currencies.has(code);

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** True for an ISO 3166 alpha-2 code whose phone numbers can be parsed. */
export const isCountry = (code: string) => isSupportedCountry(code);

/** True for an IANA time zone or one of its aliases. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
