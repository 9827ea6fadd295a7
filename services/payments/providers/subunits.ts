import { currencyDecimals } from "../../../mixins/values/currency.ts";

interface Amounts {
  currency: string;
  /** Null on payments of before they were recorded: those of ISO 4217. */
  currency_decimals: number | null;
}

const factors = ({ currency, currency_decimals }: Amounts) => {
  const decimals = currencyDecimals(currency);
  return { theirs: 10 ** decimals, ours: 10 ** (currency_decimals ?? decimals) };
};

/** An amount in the subunits of ISO 4217, rounded half up. */
export function toSubunits(amount: number, of: Amounts): number {
  const { theirs, ours } = factors(of);
  return Math.round((amount * theirs) / ours);
}

/** An amount in our minor units; `sent` when the amount is what was sent of it. */
export function fromSubunits(reported: number, sent: number, of: Amounts): number {
  const { theirs, ours } = factors(of);
  return toSubunits(sent, of) === reported ? sent : Math.round((reported * ours) / theirs);
}
