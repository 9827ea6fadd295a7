/** How an amount of ours is written: the currency, and the decimals of its minor units. */
export interface Written {
  currency: string;
  /** Null for payments of before they were recorded: their amounts went to Stripe as they are. */
  currency_decimals: number | null;
}

// Stripe's documentation, "Supported currencies", read on 2026-11-28. It is not ISO 4217: the ariary is without decimals
// there. What is not named has two.
const withoutDecimals = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
// The last of the three decimals must be 0.
const withThree = new Set("BHD JOD KWD OMR TND".split(" "));
// Currencies without decimals that are written with two, which must be 00. (Of HUF and TWD the same is true of payouts
// alone, and nothing here pays out: charges take two decimals.)
const wholeInTwo = new Set("ISK UGX".split(" "));

function formOf(currency: string): { decimals: number; step: number } {
  if (withoutDecimals.has(currency)) return { decimals: 0, step: 1 };
  if (withThree.has(currency)) return { decimals: 3, step: 10 };
  return { decimals: 2, step: wholeInTwo.has(currency) ? 100 : 1 };
}

/** The decimals with which Stripe writes amounts of a currency. */
export const stripeDecimals = (currency: string): number => formOf(currency).decimals;

/** An amount in Stripe's minor units, rounded half up to what Stripe takes. */
export function toStripe(amount: number, { currency, currency_decimals }: Written): number {
  if (currency_decimals === null) return amount;
  const { decimals, step } = formOf(currency);
  const [factor, divisor] = [10n ** BigInt(decimals), 10n ** BigInt(currency_decimals) * BigInt(step)];
  return Number((2n * BigInt(amount) * factor + divisor) / (2n * divisor)) * step;
}

/**
 * What Stripe reports of an amount that it was sent, in our minor units. The amount itself when it is what was sent of
 * it, so that rounding for Stripe leaves nothing to pay.
 */
export function fromStripe(reported: number, sent: number, of: Written): number {
  if (of.currency_decimals === null) return reported;
  if (toStripe(sent, of) === reported) return sent;
  return Math.round((reported * 10 ** of.currency_decimals) / 10 ** formOf(of.currency).decimals);
}

/**
 * What is given back of a charge by a refund, after others: by the difference of sums, so that the parts of a charge add
 * up to what Stripe took, whatever they are.
 */
export const refundToStripe = (amount: number, before: number, of: Written): number =>
  toStripe(before + amount, of) - toStripe(before, of);
