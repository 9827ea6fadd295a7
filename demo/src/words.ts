/** A date as the reader writes it. */
export const day = (iso: string): string => new Date(iso).toLocaleDateString(undefined, { dateStyle: "medium" });

/** An amount with its currency. */
export const money = (amount: number, currency: string): string =>
  new Intl.NumberFormat(undefined, { style: "currency", currency }).format(amount);

/** The colour of a status. */
export const colorOf = (status: string): string => colors[status] ?? "gray";

const colors: Record<string, string> = {
  pending: "yellow",
  confirmed: "blue",
  processing: "blue",
  shipped: "indigo",
  delivered: "teal",
  cancelled: "red",
  refunded: "grape",
  failed: "red",
  requested: "yellow",
  approved: "blue",
  received: "teal",
  rejected: "red",
};
