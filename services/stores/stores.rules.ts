import { isSupportedCountry } from "libphonenumber-js";
import { currencyDecimals, isCurrency } from "../../mixins/values/currency.ts";
import type { Store } from "../contracts/stores.ts";

/** The first `store_id` that is assigned; smaller ones are reserved for the demo and for tests. */
export const firstStoreId = 1_000;

/** True for a store whose decimals are not those of its currency in ISO 4217. */
export const isOddlyMade = ({ currency, currency_decimals }: Store): boolean =>
  isCurrency(currency) && currencyDecimals(currency) !== currency_decimals;

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
