import { withDeadline } from "@seller-orchestra/durable";
import type { ActionContext } from "../../mixins/actions/action.ts";
import type { TransactionContext } from "../../mixins/actions/idempotent.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import { publishMismatches } from "./mismatch.ts";
import { deadline } from "./provider-call.ts";
import { providerOf } from "./providers/index.ts";
import type { RefundOutcome, RefundSeen, Seen } from "./providers/provider.ts";
import { refundEvent, settlePayment, settleRefund } from "./settling.ts";
import { saveDisputes } from "./store/disputes.ts";
import { findPayment, lockPayment, setAside } from "./store/payments.ts";
import { findAtProvider, insertRefund } from "./store/refunds.ts";
import { type PaymentRow, pendingRow, type RefundRow, toCharge } from "./store/rows.ts";
import { giveBackSurplus, surplusText } from "./surplus.ts";

/** What a look-up has changed, and what differs that only a person may decide. */
export interface Compared {
  changed: boolean;
  differences: string[];
}

type Origin = Pick<ActionContext, "db" | "logger" | "actor" | "request_id">;
type Ref = { store_id: number; payment_id: string };

// A look-up is good only for the payment as it was before: another that was changed meanwhile is looked up again.
const mostLooks = 10;

/**
 * Looks a payment up at its provider, and makes what the provider says ours: outcomes, refunds and captures made elsewhere,
 * disputes. Messages may come in any order and any number of times, since none of them is believed: each has the
 * provider asked. What only a person may decide is published, and money that came twice goes back. Throws when the provider
 * does not answer.
 */
export async function compare(origin: Origin, { store_id, payment_id }: Ref): Promise<Compared> {
  const { db } = origin;
  for (let looks = 0; looks < mostLooks; looks++) {
    const row = await findPayment(db, store_id, payment_id);
    if (!row) return { changed: false, differences: ["There is no such payment here."] };
    const { look } = providerOf(db, row.provider);
    if (!look) return { changed: false, differences: [] };
    const late = () => new Error(`No answer in ${lookMs} ms.`);
    const seen = await withDeadline(look(toCharge(row), deadline), lookMs, late);
    const done = await withOutbox(db, origin, (txContext) =>
      seen && !seen.mismatch
        ? apply(txContext, row, seen)
        : tell(txContext, row, seen?.mismatch ? [seen.mismatch] : unknownThere(row)),
    );
    if (!done) continue;
    if (seen?.surplus) await giveBackSurplus(origin, row, seen.surplus);
    return done;
  }
  throw new Error("The payment changes faster than it is looked up.");
}

const lookMs = deadline.ms * 3;

const unknownThere = ({ captured }: PaymentRow) =>
  captured > 0 ? ["The provider does not know the payment, of which money was captured."] : [];

async function tell(txContext: TransactionContext, row: PaymentRow, differences: string[]): Promise<Compared> {
  await publishMismatches(txContext, row, differences);
  return { changed: false, differences };
}

async function apply(txContext: TransactionContext, known: PaymentRow, seen: Seen): Promise<Compared | undefined> {
  const { db, tx } = txContext;
  const row = await lockPayment(db, tx, known, known.public_id);
  if (row.version !== known.version) return undefined;
  const settled = await settlePayment(txContext, row, seen.charge, { reported: true });
  const differences: string[] = [];
  if (!("declined" in seen.charge) && settled.captured !== seen.charge.captured)
    differences.push(`Captured is ${settled.captured} here and ${seen.charge.captured} at the provider.`);
  // What is back comes first: there is more left for the others then.
  const byEnd = [...seen.refunds].sort((one, other) => Number(isFailed(other)) - Number(isFailed(one)));
  for (const refund of byEnd)
    if (!(await takeRefund(txContext, settled, refund)))
      differences.push(`The refund ${refund.reference} of ${refund.amount} is more than is left to give back.`);
  const disputed = await saveDisputes(txContext, settled, seen.disputes);
  differences.push(...(seen.surplus ?? []).map(surplusText));
  const after = await lockPayment(db, tx, known, known.public_id);
  await publishMismatches(txContext, after, differences);
  return { changed: disputed || after.version !== row.version, differences };
}

const isFailed = ({ status }: RefundSeen) => status === "failed";

// False when there is not as much left.
async function takeRefund(txContext: TransactionContext, payment: PaymentRow, seen: RefundSeen): Promise<boolean> {
  const { db, tx, publish } = txContext;
  const known = await findAtProvider(db, tx, payment, seen);
  if (known) return settleRefund(txContext, known, outcomeOf(seen), true);
  if (isFailed(seen)) return true;
  if (!(await setAside(db, tx, payment, seen.amount, "reported"))) return false;
  const row = await insertRefund(db, tx, madeElsewhere(payment, seen));
  if (row.status === "succeeded") publish(refundEvent(row, "pending", true));
  return true;
}

const outcomeOf = ({ reference, status, why = "" }: RefundSeen): RefundOutcome | { declined: string } =>
  status === "failed"
    ? { declined: `The provider could not give it back: ${why}.` }
    : { reference, pending: status === "pending" };

// Without lines: it is for all lines of the order, in proportion to what is left of each.
const madeElsewhere = (payment: PaymentRow, { reference, amount, status }: RefundSeen): Omit<RefundRow, "id"> => ({
  ...pendingRow("ref", { ...payment, amount }),
  status,
  provider_reference: reference,
  refund_lines: null,
  goods_total: null,
  note: null,
  settled: 0,
  payment_id: payment.public_id,
  reference: `elsewhere/${reference}`.slice(0, 191),
  reason: "made_elsewhere",
  bank_account_id: null,
});
