import { newId } from "../../../mixins/values/ids.ts";
import { pick } from "../../../mixins/values/pick.ts";
import type { Dispute, OfStore, OrderRef, Payment, PaymentAction, Refund, RefundLine } from "../../contracts.ts";
import type { Charge } from "../providers/provider.ts";

/** The columns beside those that callers see, of a payment as of a refund. */
interface InternalColumns extends OfStore {
  id: number;
  public_id: string;
  provider_reference: string | null;
  error: string | null;
  version: number;
}

/** A row of `payments`. Its `refunded` includes pending refunds. */
export interface PaymentRow
  extends InternalColumns,
    Omit<Payment, "id" | "provider_reference" | "error" | "next_action"> {
  /** JSON. */
  next_action: string | null;
  /** Where a provider's page sends the payer back to. */
  return_url: string | null;
  /** The idempotency key of its request; null on historical payments. */
  request_key: string | null;
  payment_method_id: string | null;
  /** The decimals of its amounts; null on payments of before they were recorded. */
  currency_decimals: number | null;
  capture_at_once: number;
  /** The amount being captured while a capture is in progress. */
  capturing: number | null;
  /** How many disputes it had, also those that were won. */
  dispute_count: number;
  /** 1 once it is being voided. */
  voiding: number;
}

/** A row of `refunds`. */
export interface RefundRow extends InternalColumns, Omit<Refund, "id" | "lines" | "settled"> {
  /** JSON. */
  refund_lines: string | null;
  /** What the order's goods cost in all. */
  goods_total: number | null;
  settled: number;
  reference: string;
  /** The bank account to transfer to, instead of the source of the payment. */
  bank_account_id: string | null;
}

const common = ["order_id", "status", "amount", "currency", "created_at", "updated_at"] as const;
const ofPayment = [
  ...common,
  "provider",
  "method",
  "captured",
  "refunded",
  "disputed",
  "provider_reference",
  "error",
] as const;
const ofRefund = [...common, "payment_id", "reason", "note", "reference"] as const;

/** Maps a row to a payment. */
export const toPayment = (row: PaymentRow): Payment => ({
  id: row.public_id,
  ...pick(row, ofPayment),
  next_action: row.next_action === null ? null : (JSON.parse(row.next_action) as PaymentAction),
});

/** A row of `disputes`. */
export interface DisputeRow extends OfStore, Omit<Dispute, "id"> {
  id: number;
  public_id: string;
  provider_reference: string;
  version: number;
}

/** Maps a row to a dispute. */
export const toDispute = (row: DisputeRow): Dispute => ({
  id: row.public_id,
  ...pick(row, [...common, "payment_id", "reason", "evidence_due_at"]),
});

/** Maps a row to a refund. */
export const toRefund = (row: RefundRow): Refund => ({
  id: row.public_id,
  ...pick(row, ofRefund),
  settled: row.settled === 1,
  lines: row.refund_lines === null ? null : (JSON.parse(row.refund_lines) as RefundLine[]),
});

/** Maps a row to the charge that its provider sees. */
export const toCharge = ({ public_id, capture_at_once, ...row }: PaymentRow): Charge => ({
  ...pick(row, [
    "store_id",
    "order_id",
    "amount",
    "currency",
    "payment_method_id",
    "provider_reference",
    "currency_decimals",
    "return_url",
    "created_at",
  ]),
  id: public_id,
  capture_at_once: capture_at_once === 1,
});

/** The columns that a payment and a refund begin with: pending, under a new id. */
export function pendingRow(
  prefix: "pay" | "ref" | "dsp",
  { store_id, tenant_id, order_id, currency, amount }: OfStore & OrderRef & { currency: string; amount: number },
) {
  const now = Date.now();
  const of = { public_id: newId(prefix), store_id, tenant_id, order_id, currency, amount };
  const state = { status: "pending", provider_reference: null, error: null } as const;
  return { ...of, ...state, version: 1, created_at: now, updated_at: now };
}
