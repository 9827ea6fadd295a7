import type { Payment, PaymentProvider, PaymentStatus, Refund, RefundStatus } from "../../contracts.ts";
import type { Charge } from "../providers/provider.ts";

/** A row of `payments`. */
export interface PaymentRow {
  id: number;
  public_id: string;
  store_id: number;
  tenant_id: string;
  order_id: string;
  status: PaymentStatus;
  amount: number;
  currency: string;
  provider_reference: string | null;
  error: string | null;
  version: number;
  created_at: number;
  updated_at: number;
  /** The idempotency key of its request; null on historical payments. */
  request_key: string | null;
  provider: PaymentProvider;
  method: string;
  payment_method_id: string | null;
  capture_at_once: number;
  captured: number;
  /** Includes pending refunds. */
  refunded: number;
  /** The amount being captured while a capture is in progress. */
  capturing: number | null;
  /** 1 once it is being voided. */
  voiding: number;
}

/** A row of `refunds`. */
export interface RefundRow {
  id: number;
  public_id: string;
  store_id: number;
  tenant_id: string;
  order_id: string;
  status: RefundStatus;
  amount: number;
  currency: string;
  provider_reference: string | null;
  error: string | null;
  version: number;
  created_at: number;
  updated_at: number;
  payment_id: string;
  reference: string;
  reason: string | null;
  /** The bank account to transfer to, instead of the source of the payment. */
  bank_account_id: string | null;
}

/** Maps a row to a payment. */
export const toPayment = (row: PaymentRow): Payment => ({
  id: row.public_id,
  order_id: row.order_id,
  provider: row.provider,
  method: row.method,
  status: row.status,
  amount: row.amount,
  captured: row.captured,
  refunded: row.refunded,
  currency: row.currency,
  provider_reference: row.provider_reference,
  error: row.error,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

/** Maps a row to a refund. */
export const toRefund = (row: RefundRow): Refund => ({
  id: row.public_id,
  payment_id: row.payment_id,
  order_id: row.order_id,
  status: row.status,
  amount: row.amount,
  currency: row.currency,
  reason: row.reason,
  created_at: row.created_at,
  updated_at: row.updated_at,
});

/** Maps a row to the charge that its provider sees. */
export const toCharge = (row: PaymentRow): Charge => ({
  store_id: row.store_id,
  id: row.public_id,
  order_id: row.order_id,
  amount: row.amount,
  currency: row.currency,
  payment_method_id: row.payment_method_id,
  capture_at_once: row.capture_at_once === 1,
  provider_reference: row.provider_reference,
});
