import { inParts } from "./in-parts.ts";
import {
  type Charge,
  type ChargeState,
  currencyMismatch,
  type Deadline,
  type Listed,
  type RefundSeen,
  type Seen,
  type SurplusSeen,
} from "./provider.ts";
import { everyItem, type Page, type RazorpayApi, RazorpayRefusal } from "./razorpay-api.ts";
import { type Amounts, disputeSeen, disputesAt } from "./razorpay-disputes.ts";
import { ourOwn } from "./signature.ts";
import { fromSubunits } from "./subunits.ts";

/** An order of Razorpay's. */
export interface OrderAtRazorpay {
  id: string;
  receipt: string | null;
  notes: unknown;
}

/** A payment of an order: one that failed may be followed by another. */
export interface PaymentAtRazorpay {
  id: string;
  order_id: string | null;
  amount: number;
  amount_refunded?: number | null;
  currency?: string;
  status: "created" | "authorized" | "captured" | "refunded" | "failed";
  created_at: number;
  notes: unknown;
}

/** A refund of a payment. */
export interface RefundAtRazorpay {
  id: string;
  payment_id: string;
  amount: number;
  status: "pending" | "processed" | "failed";
  receipt: string | null;
  notes?: { refund_id?: string; surplus_of?: string } | null;
}

/** The payment of an order that has gone through, if any. */
export const paidBy = async (api: RazorpayApi, charge: Charge, until: Deadline) =>
  (await paymentsOf(api, charge, until)).paid;

interface PaymentsOfOrder {
  paid?: PaymentAtRazorpay;
  /** What the payer has paid besides: all of it goes back. */
  surplus: PaymentAtRazorpay[];
}

/**
 * The payment of an order that counts, and those that its payer has made besides. The oldest counts; but another does of
 * which something was refunded or disputed while it was the only one.
 */
async function paymentsOf(api: RazorpayApi, charge: Charge, until: Deadline): Promise<PaymentsOfOrder> {
  const { provider_reference: id } = charge;
  if (!id) return { surplus: [] };
  const { items } = await api.get<Page<PaymentAtRazorpay>>(`/orders/${id}/payments`, {}, until);
  const captured = items.filter(({ status }) => status === "captured" || status === "refunded");
  if (captured.length === 0) return { paid: items.find(({ status }) => status === "authorized"), surplus: [] };
  const oldestFirst = captured.toSorted(
    (one, other) => one.created_at - other.created_at || (one.id < other.id ? -1 : 1),
  );
  const paid = captured.length === 1 ? captured[0] : await countedOf(api, oldestFirst, until);
  return { paid, surplus: oldestFirst.filter((each) => each !== paid) };
}

async function countedOf(api: RazorpayApi, payments: PaymentAtRazorpay[], until: Deadline) {
  for (const each of payments) {
    if ((await refundsAt(api, each, until)).length > 0) return each;
    if ((await disputesAt(api, each, until)).length > 0) return each;
  }
  return payments[0];
}

/** All that Razorpay says of a charge: the payments of its order, their refunds and disputes. */
export async function lookAtRazorpay(
  api: RazorpayApi,
  keyId: string,
  charge: Charge,
  until: Deadline,
): Promise<Seen | undefined> {
  const { provider_reference: reference } = charge;
  if (!reference) return undefined;
  try {
    const { paid, surplus } = await paymentsOf(api, charge, until);
    if (!paid) return { charge: requiresAction(keyId, reference), refunds: [], disputes: [] };
    if (paid.status === "authorized")
      return { charge: { state: "authorized", captured: 0, reference }, refunds: [], disputes: [] };
    if (paid.currency && paid.currency !== charge.currency) return currencyMismatch(charge, paid.currency);
    const captured = fromSubunits(paid.amount, charge.amount, charge);
    const [refundsThere, disputesThere] = await Promise.all([
      refundsAt(api, paid, until),
      disputesAt(api, paid, until),
    ]);
    // The parts that were given back, in their order: refunds, then disputes.
    const amounts = amountsOf(paid.amount, { ...charge, amount: captured });
    const refunds = refundsThere.map((refund) => refundSeen(refund, amounts));
    const disputes = disputesThere.map((dispute) => disputeSeen(dispute, amounts));
    const seen = { charge: { state: "captured" as const, captured, reference }, refunds, disputes };
    return { ...seen, surplus: surplus.flatMap((each) => surplusOf(each, { ...charge, amount: captured })) };
  } catch (error) {
    if (error instanceof RazorpayRefusal && error.status === 404) return undefined;
    throw error;
  }
}

function surplusOf({ id: reference, amount, amount_refunded }: PaymentAtRazorpay, charge: Charge): SurplusSeen[] {
  const left = amount - (amount_refunded ?? 0);
  return left > 0 ? [{ reference, amount: fromSubunits(left, charge.amount, charge) }] : [];
}

/** What a payer is asked for an order of Razorpay's. */
export const requiresAction = (key_id: string, reference: string): ChargeState => ({
  state: "requires_action",
  captured: 0,
  reference,
  action: { type: "razorpay_checkout", client_secret: null, url: null, key_id, provider_order_id: reference },
});

const refundStatuses = { pending: "pending", processed: "succeeded", failed: "failed" } as const;

function amountsOf(total: number, charge: Charge): Amounts {
  const ours = (amount: number) => fromSubunits(amount, charge.amount, charge);
  return { ours, part: inParts(total, ours) };
}

// The oldest first.
async function refundsAt(api: RazorpayApi, paid: PaymentAtRazorpay, until: Deadline): Promise<RefundAtRazorpay[]> {
  const found: RefundAtRazorpay[] = [];
  for await (const refund of everyItem<RefundAtRazorpay>(api, `/payments/${paid.id}/refunds`, {}, until)) {
    // Of a payment that its payer has made besides.
    if (!refund.notes?.surplus_of) found.push(refund);
  }
  return found.reverse();
}

function refundSeen(refund: RefundAtRazorpay, { ours, part }: Amounts): RefundSeen {
  const { id: reference, notes, receipt, amount, status } = refund;
  const given = status === "failed" ? ours(amount) : part(amount);
  return { reference, id: notes?.refund_id ?? receipt, amount: given, status: refundStatuses[status], why: status };
}

/** The orders of a period's payments, refunds and disputes. */
export async function* listRazorpay(
  api: RazorpayApi,
  fromMs: number,
  toMs: number,
  until: Deadline,
): AsyncGenerator<Listed> {
  const period = { from: Math.floor(fromMs / 1_000), to: Math.ceil(toMs / 1_000) };
  for await (const payment of everyItem<PaymentAtRazorpay>(api, "/payments", period, until)) yield* listed(payment);
  for (const path of ["/refunds", "/disputes"])
    for await (const { payment_id } of everyItem<{ payment_id: string }>(api, path, period, until))
      yield* listed(await api.get<PaymentAtRazorpay>(`/payments/${payment_id}`, {}, until));
}

function* listed({ order_id, notes }: PaymentAtRazorpay): Generator<Listed> {
  if (order_id) yield { reference: order_id, ...ourOwn(notes) };
}
