import type { Deadline, DisputeSeen } from "./provider.ts";
import { everyItem, type RazorpayApi } from "./razorpay-api.ts";

/** A dispute of a payment. */
export interface DisputeAtRazorpay {
  id: string;
  payment_id: string;
  /** What the payer objects to: the payment, or a part of it. */
  amount: number;
  /** What was taken of the merchant's balance; 0 until the dispute is lost. */
  amount_deducted?: number | null;
  /** `fraud` and `retrieval` only ask: no money is taken before a `chargeback`. */
  phase?: string | null;
  status: "open" | "under_review" | "won" | "lost" | "closed";
  reason_code: string | null;
  respond_by: number | null;
}

/** How amounts are turned into our minor units: by itself, or as a part of what is given back of a payment. */
export interface Amounts {
  ours(amount: number): number;
  part(amount: number): number;
}

/** The disputes of a payment, oldest first. */
export async function disputesAt(
  api: RazorpayApi,
  paid: { id: string; created_at: number },
  until: Deadline,
): Promise<DisputeAtRazorpay[]> {
  const found: DisputeAtRazorpay[] = [];
  for await (const dispute of everyItem<DisputeAtRazorpay>(api, "/disputes", { from: paid.created_at }, until))
    if (dispute.payment_id === paid.id) found.push(dispute);
  return found.reverse();
}

/** What a dispute says, in our minor units. */
export function disputeSeen(dispute: DisputeAtRazorpay, { ours, part }: Amounts): DisputeSeen {
  const { id: reference, reason_code: reason, respond_by } = dispute;
  const status = statusOf(dispute);
  const taken = takenBy(dispute);
  return {
    reference,
    amount: status === "won" ? ours(taken) : part(taken),
    status,
    reason,
    evidence_due_at: respond_by ? respond_by * 1_000 : null,
  };
}

function statusOf({ status }: DisputeAtRazorpay): DisputeSeen["status"] {
  if (status === "lost") return "lost";
  return status === "won" || status === "closed" ? "won" : "open";
}

// Of one that is lost in part, only what was deducted.
function takenBy({ amount, amount_deducted, phase, status }: DisputeAtRazorpay): number {
  if (status === "lost") return amount_deducted || amount;
  return phase === "fraud" || phase === "retrieval" ? 0 : amount;
}
