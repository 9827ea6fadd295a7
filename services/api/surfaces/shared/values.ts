import type { Store } from "../../../contracts.ts";

/** Epoch milliseconds as ISO 8601 in UTC with milliseconds. */
export const isoTime = (time: number) => new Date(time).toISOString();

/** Minor units as a JSON number with the currency's decimals. */
export const money = (minor: number, store: Store) => minor / 10 ** store.currency_decimals;

/** A JSON number as minor units; rounded half away from zero. */
export function minorUnits(amount: number, store: Store): number {
  const scaled = Math.abs(amount) * 10 ** store.currency_decimals;
  // 1.005 * 100 is 100.49999…: 15 significant digits restore the decimal that was meant.
  return Math.sign(amount) * Math.round(Number(scaled.toPrecision(15)));
}
