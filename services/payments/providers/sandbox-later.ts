import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { newId } from "../../../mixins/values/ids.ts";
import type { DisputeStatus } from "../../contracts.ts";
import {
  addOperation,
  changeOperation,
  operationsOf,
  type SandboxCharge,
  type SandboxOperation,
} from "../store/sandbox.ts";
import type { DisputeSeen, RefundSeen } from "./provider.ts";

/** What may become of a captured charge of the sandbox later, by the word for it in a message. */
export const laterOutcomes = [
  "refunded",
  "refund_succeeded",
  "refund_failed",
  "disputed",
  "dispute_won",
  "dispute_lost",
] as const;

export type LaterOutcome = (typeof laterOutcomes)[number];

const refundKinds = ["refund", "transfer"];
const suffix = ":refund";
const madeElsewhere = "elsewhere_";
const evidenceMs = 7 * 24 * 3_600_000;

/** The refunds of a charge; those of its merchant's dashboard have no id of ours. */
export async function refundsOf(db: Database, row: SandboxCharge, tx?: Transaction): Promise<RefundSeen[]> {
  const operations = await operationsOf(db, row, refundKinds, tx);
  return operations.map(({ operation_key, moved, answer }) => {
    const id = operation_key.slice(0, -suffix.length);
    const { declined, pending } = JSON.parse(answer) as { declined?: string; pending?: true };
    const status = declined !== undefined ? "failed" : pending ? "pending" : "succeeded";
    const own = id.startsWith(madeElsewhere) ? null : id;
    return { reference: `sandbox_${id}`, id: own, amount: -moved, status, ...(declined ? { why: declined } : {}) };
  });
}

/** The dispute of a charge, if it has one. */
export async function disputesOf(db: Database, row: SandboxCharge, tx?: Transaction): Promise<DisputeSeen[]> {
  const operations = await operationsOf(db, row, ["dispute"], tx);
  return operations.map(({ answer }) => JSON.parse(answer) as DisputeSeen);
}

/**
 * Changes a locked charge by what its payer, its bank or its merchant did later. What is not possible changes nothing: then
 * it returns why.
 */
export async function change(
  db: Database,
  tx: Transaction,
  row: SandboxCharge,
  outcome: LaterOutcome,
  amount?: number,
): Promise<string | undefined> {
  const left = row.captured - row.refunded;
  if (row.state !== "captured") return "No money of the payment was captured.";
  if (outcome === "refunded") return refundElsewhere(db, tx, row, Math.min(amount ?? left, left));
  if (outcome === "disputed") return dispute(db, tx, row, Math.min(amount ?? left, left));
  if (outcome === "dispute_won" || outcome === "dispute_lost")
    return decideDispute(db, tx, row, outcome === "dispute_won" ? "won" : "lost");
  return decideRefund(db, tx, row, outcome === "refund_succeeded");
}

const nothingLeft = "All of the payment was given back already.";

async function refundElsewhere(db: Database, tx: Transaction, row: SandboxCharge, amount: number) {
  if (amount <= 0) return nothingLeft;
  row.refunded += amount;
  const key = `${madeElsewhere}${newId("evt")}${suffix}`;
  await addOperation(db, tx, row, { kind: "refund", key, moved: -amount, answer: {} });
  return undefined;
}

// The newest that is pending, or that can still fail.
async function decideRefund(db: Database, tx: Transaction, row: SandboxCharge, succeeds: boolean) {
  const operations = await operationsOf(db, row, refundKinds, tx);
  const last = operations.findLast(({ answer }) => {
    const { declined, pending } = JSON.parse(answer) as { declined?: string; pending?: true };
    return declined === undefined && (pending || !succeeds);
  });
  if (!last) return succeeds ? "No refund of the payment is pending." : "The payment has no refund that could fail.";
  if (!succeeds) row.refunded += last.moved;
  await changeOperation(db, tx, row.store_id, succeeds ? succeeded(last) : failed(last));
  return undefined;
}

const failed = (operation: SandboxOperation): SandboxOperation => ({
  ...operation,
  moved: 0,
  answer: JSON.stringify({ declined: "The bank sent it back." }),
});

function succeeded(operation: SandboxOperation): SandboxOperation {
  const { pending: _done, ...answer } = JSON.parse(operation.answer) as { pending?: true };
  return { ...operation, answer: JSON.stringify(answer) };
}

const disputeKey = ({ charge_id }: SandboxCharge) => `${charge_id}:dispute`;

async function dispute(db: Database, tx: Transaction, row: SandboxCharge, amount: number) {
  if (amount <= 0) return nothingLeft;
  const key = disputeKey(row);
  const evidence_due_at = Date.now() + evidenceMs;
  const answer: DisputeSeen = { reference: key, amount, status: "open", reason: "fraudulent", evidence_due_at };
  const known = await addOperation(db, tx, row, { kind: "dispute", key, moved: 0, answer });
  return known === undefined ? undefined : "The payment has its dispute already.";
}

async function decideDispute(db: Database, tx: Transaction, row: SandboxCharge, status: DisputeStatus) {
  const [known] = await disputesOf(db, row, tx);
  if (!known) return "The payment has no dispute.";
  if (known.status === status) return `The dispute was ${status} already.`;
  const answer = JSON.stringify({ ...known, status } satisfies DisputeSeen);
  await changeOperation(db, tx, row.store_id, { operation_key: disputeKey(row), moved: 0, answer });
  return undefined;
}
