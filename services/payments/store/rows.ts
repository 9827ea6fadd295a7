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
  /** The key that it was asked for by; none on payments of the past. */
  request_key: string | null;
  provider: PaymentProvider;
  method: string;
  payment_method_id: string | null;
  capture_at_once: number;
  captured: number;
  /** Also what is only being refunded. */
  refunded: number;
  /** What is being taken, while that is under way. */
  capturing: number | null;
  /** 1 from when it is to be let go of. */
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
  /** Where it goes instead of where the payment came from. */
  bank_account_id: string | null;
}

/** The payment that a row tells of. */
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

/** The refund that a row tells of. */
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

/** A payment as its provider sees it. */
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
