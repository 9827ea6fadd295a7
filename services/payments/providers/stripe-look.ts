import type Stripe from "stripe";
import type { DisputeStatus, RefundStatus } from "../../contracts.ts";
import { inParts } from "./in-parts.ts";
import {
  type Charge,
  currencyMismatch,
  type Deadline,
  type DisputeSeen,
  type Listed,
  type RefundSeen,
  type Seen,
} from "./provider.ts";
import { ourOwn } from "./signature.ts";
import { fromStripe } from "./stripe-amounts.ts";
import { stateOf } from "./stripe-state.ts";

const within = ({ ms: timeout }: Deadline) => ({ timeout });

/** All that Stripe says of a charge: its intent, refunds and disputes. Undefined when Stripe has no intent of it. */
export async function lookAtStripe(stripe: Stripe, charge: Charge, until: Deadline): Promise<Seen | undefined> {
  const intent = charge.provider_reference
    ? await stripe.paymentIntents.retrieve(charge.provider_reference, {}, within(until)).catch(orMissing)
    : await findIntent(stripe, charge, until);
  if (!intent) return undefined;
  const of = { payment_intent: intent.id, limit: 100 };
  const [refunds, disputes] = await Promise.all([
    all(stripe.refunds.list(of, within(until))),
    all(stripe.disputes.list(of, within(until))),
  ]);
  const currency = intent.currency.toUpperCase();
  if (currency !== charge.currency) return currencyMismatch(charge, currency);
  const received = intent.amount_received;
  const taken = fromStripe(received, charge.amount, charge);
  const ours = (amount: number) => (amount === received ? taken : fromStripe(amount, taken, charge));
  const part = inParts(received, ours);
  // The oldest first.
  const refundsSeen = refunds.toReversed().map((refund): RefundSeen => {
    const status = refundStatusOf(refund.status);
    const amount = status === "failed" ? ours(refund.amount) : part(refund.amount);
    const id = refund.metadata?.refund_id ?? null;
    return { reference: refund.id, id, amount, status, why: refund.failure_reason ?? refund.status ?? "" };
  });
  const disputesSeen = disputes.toReversed().map((dispute): DisputeSeen => {
    const { id: reference, amount, reason, evidence_details } = dispute;
    const status = disputeStatusOf(dispute.status);
    return {
      reference,
      amount: status === "won" ? ours(amount) : part(isInquiry(dispute.status) ? 0 : amount),
      status,
      reason,
      evidence_due_at: evidence_details?.due_by ? evidence_details.due_by * 1_000 : null,
    };
  });
  return { charge: await stateOf(charge, intent), refunds: refundsSeen, disputes: disputesSeen };
}

/** Payments of a period, and those of its refunds and disputes, by what was created in it. */
export async function* listStripe(stripe: Stripe, from: number, to: number, until: Deadline): AsyncGenerator<Listed> {
  const created = { gte: Math.floor(from / 1_000), lt: Math.ceil(to / 1_000) };
  const page = { created, limit: 100 };
  for await (const { id, metadata } of stripe.paymentIntents.list(page, within(until)))
    yield { reference: id, ...ourOwn(metadata) };
  for await (const { payment_intent } of stripe.refunds.list(page, within(until))) yield* listed(payment_intent);
  for await (const { payment_intent } of stripe.disputes.list(page, within(until))) yield* listed(payment_intent);
}

function* listed(intent: string | { id: string } | null): Generator<Listed> {
  const reference = typeof intent === "string" ? intent : intent?.id;
  if (reference) yield { reference, store_id: null, payment_id: null };
}

/** The refund that Stripe has with our id, if any. */
export async function findRefund(stripe: Stripe, payment_intent: string, id: string, until: Deadline) {
  for await (const refund of stripe.refunds.list({ payment_intent, limit: 100 }, within(until)))
    if (refund.metadata?.refund_id === id) return refund;
  return undefined;
}

/** The status of a refund at Stripe, in our words. */
export function refundStatusOf(status: string | null): RefundStatus {
  if (status === "failed" || status === "canceled") return "failed";
  return status === "succeeded" ? "succeeded" : "pending";
}

// An inquiry takes no money yet, and may become a dispute where it is not answered.
const isInquiry = (status: Stripe.Dispute.Status) => status.startsWith("warning_");

function disputeStatusOf(status: Stripe.Dispute.Status): DisputeStatus {
  if (status === "lost") return "lost";
  return status === "won" || status === "warning_closed" ? "won" : "open";
}

// An intent that was created and whose id did not arrive.
async function findIntent(stripe: Stripe, { id, created_at }: Charge, until: Deadline) {
  const created = { gte: Math.floor(created_at / 1_000) - 60 };
  let seen = 0;
  for await (const intent of stripe.paymentIntents.list({ created, limit: 100 }, within(until))) {
    if (intent.metadata.payment_id === id) return intent;
    if (++seen >= 1_000) break;
  }
  return undefined;
}

const all = async <T>(list: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const each of list) found.push(each);
  return found;
};

function orMissing(error: { code?: unknown }): undefined {
  if (error.code === "resource_missing") return undefined;
  throw error;
}
