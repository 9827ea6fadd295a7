import type { TransactionContext } from "../../../mixins/actions/idempotent.ts";
import { findRows, update } from "../../../mixins/db/statements.ts";
import type { DisputeSeen } from "../providers/provider.ts";
import { type DisputeRow, type PaymentRow, pendingRow } from "./rows.ts";

/** Makes the disputes of a locked payment what its provider says, and publishes what is new. True when anything is. */
export async function saveDisputes(
  { db, tx, publish }: TransactionContext,
  payment: PaymentRow,
  seen: readonly DisputeSeen[],
): Promise<boolean> {
  if (seen.length === 0) return false;
  const { store_id, public_id: payment_id } = payment;
  const known = await findRows<DisputeRow>(db, "disputes", { store_id, payment_id }, tx, { end: "ORDER BY id" });
  let changed = false;
  for (const each of seen) {
    const { reference: provider_reference, ...now } = each;
    const row = known.find((one) => one.provider_reference === provider_reference);
    if (row && isSame(row, each)) continue;
    changed = true;
    const made = { ...pendingRow("dsp", { ...payment, amount: now.amount }), ...now, payment_id, provider_reference };
    const { error: _none, ...fresh } = made;
    const next = row ? { ...row, ...now, version: row.version + 1, updated_at: Date.now() } : fresh;
    if (row)
      await update(
        db,
        "disputes",
        { store_id, id: row.id },
        { ...now, version: next.version, updated_at: next.updated_at },
        tx,
      );
    else known.push({ id: await db.insert("disputes", { ...fresh }, tx), ...fresh });
    // An inquiry that took no money has become a dispute.
    const isTaken = row?.amount === 0 && next.amount > 0;
    if (row?.status !== next.status || isTaken) publish(disputeEvent(next, row?.status ?? null));
    if (row) Object.assign(row, next);
  }
  if (!changed) return false;
  // Money that was taken back, for now or for good.
  const disputed = known.reduce((sum, { status, amount }) => (status === "won" ? sum : sum + amount), 0);
  await db.run(
    "UPDATE payments SET disputed = ?, dispute_count = ?, version = version + 1, updated_at = ? WHERE store_id = ? AND id = ?",
    [disputed, known.length, Date.now(), store_id, payment.id],
    tx,
  );
  return true;
}

const isSame = (row: DisputeRow, { amount, status, reason, evidence_due_at }: DisputeSeen) =>
  row.amount === amount && row.status === status && row.reason === reason && row.evidence_due_at === evidence_due_at;

const eventOf = { open: "dispute.opened", won: "dispute.won", lost: "dispute.lost" } as const;

function disputeEvent(row: Omit<DisputeRow, "id">, before: DisputeRow["status"] | null) {
  const { store_id, tenant_id, public_id, version, order_id, payment_id, amount, currency, status } = row;
  const { reason, evidence_due_at } = row;
  return {
    name: eventOf[status],
    store_id,
    tenant_id,
    aggregate: { type: "dispute", id: public_id, version },
    data: {
      order_id,
      payment_id,
      amount,
      currency,
      reason,
      evidence_due_at,
      before: before === null ? null : { status: before },
      after: { status },
      reported: true as const,
    },
  };
}
