/** How many decimals an amount of a currency has for clients: 2 for BDT, 0 for JPY, 3 for KWD. */
export function currencyDecimals(currency: string): number {
  const kept = known.get(currency);
  if (kept !== undefined) return kept;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  known.set(currency, decimals);
  return decimals;
}

// Creating a format takes a hundred times as long as a look-up.
const known = new Map<string, number>();
