import type { Transaction } from "sequelize";
import { system } from "../../../mixins/actions/action.ts";
import { groupTransaction } from "../../../mixins/actions/group-commit.ts";
import type { Database } from "../../../mixins/db/database.ts";
import {
  addOperation,
  findCharge,
  insertCharge,
  newCharge,
  openCharge,
  type SandboxCharge,
  saveCharge,
} from "../store/sandbox.ts";
import { type Charge, type ChargeState, type Declined, type Provider, Unknown } from "./provider.ts";
import { readSandbox } from "./sandbox-hook.ts";
import { disputesOf, refundsOf } from "./sandbox-later.ts";

/**
 * A provider for development and tests, with its own ledger and no money. The payment method selects its behaviour:
 * `pm_card_declined` declines, `pm_card_timeout` authorizes or captures but times out the first time,
 * `pm_card_refund_declined` and `pm_card_refund_timeout` do the same to refunds, those of `pm_card_refund_pending` wait for
 * a bank, `pm_card_twice` runs every operation twice; `pm_card_3ds` and `pm_bank_redirect` ask their payer for something,
 * `pm_bank_debit` and then `pm_bank_redirect` wait for a bank. What payer, bank and merchant do is said to `/hooks/sandbox`.
 */
export function sandboxOf(db: Database): Provider {
  const operate = (charge: Charge, operation: Operation<Outcome>) => twiceIfAsked(db, charge, operation);
  const finish = (charge: Charge) =>
    operate(charge, { kind: "confirm", key: `${charge.id}:confirm`, work: (row) => takeOrHold(row, charge) });
  return {
    authorize: (charge) =>
      operate(charge, { kind: "authorize", key: `${charge.id}:authorize`, work: (row) => authorize(row, charge) }),
    capture: (charge, amount) =>
      operate(charge, { kind: "capture", key: `${charge.id}:capture`, work: (row) => take(row, amount) }),
    async void(charge) {
      const outcome = await operate(charge, { kind: "void", key: `${charge.id}:void`, work: release });
      if ("declined" in outcome) throw new Error(outcome.declined);
      return outcome;
    },
    async refund(charge, { id, amount, bank_account_id }) {
      const key = `${id}:refund`;
      // A bank transfer does not depend on the card.
      if (!bank_account_id)
        return referenceOf(id, await operate(charge, { kind: "refund", key, work: (row) => giveToCard(row, amount) }));
      return referenceOf(id, await operate(charge, { kind: "transfer", key, work: (row) => give(row, amount) }));
    },
    async look(charge) {
      const row = await findCharge(db, charge);
      if (!row) return undefined;
      const now = row.state === "approved" ? await finish(charge) : stateOf(row);
      return { charge: now, refunds: await refundsOf(db, row), disputes: await disputesOf(db, row) };
    },
    read: ({ body }) => readSandbox(db, body),
  };
}

const referenceOf = (id: string, outcome: Outcome) =>
  "declined" in outcome ? outcome : { reference: `sandbox_${id}`, ...(outcome.pending ? { pending: true } : {}) };

// A refund may be pending.
type Outcome = (ChargeState & { pending?: true }) | Declined;

interface Operation<Result> {
  kind: "authorize" | "confirm" | "capture" | "void" | "refund" | "transfer";
  key: string;
  /** Changes the charge; what it adds to `captured - refunded` is the money that moved. */
  work(row: SandboxCharge): Result;
}

async function twiceIfAsked(db: Database, charge: Charge, operation: Operation<Outcome>): Promise<Outcome> {
  if (charge.payment_method_id !== "pm_card_twice") return operateOnce(db, charge, operation);
  const [, second] = await Promise.all([operateOnce(db, charge, operation), operateOnce(db, charge, operation)]);
  return second;
}

async function operateOnce(db: Database, charge: Charge, operation: Operation<Outcome>): Promise<Outcome> {
  const { kind } = operation;
  const origin = { actor: system, request_id: null };
  const { answer, repeated } = await groupTransaction(db, `sandbox ${kind}`, charge.id, origin, async ({ tx }) => {
    const begun = kind === "authorize" ? await begin(db, tx, charge, operation) : undefined;
    return begun ?? goOn(db, tx, await openCharge(db, tx, charge), operation);
  });
  if (!repeated && timesOut(charge, operation)) throw new Unknown("The sandbox simulates a timeout.");
  return answer;
}

// A new charge is written once, as its first operation leaves it; undefined when there is one.
async function begin(db: Database, tx: Transaction, charge: Charge, { key, kind, work }: Operation<Outcome>) {
  const row = newCharge(charge);
  const answer = work(row);
  if (!(await insertCharge(db, tx, row))) return undefined;
  await addOperation(db, tx, row, { kind, key, moved: row.captured, answer });
  return { answer, repeated: false };
}

async function goOn(db: Database, tx: Transaction, row: SandboxCharge, { key, kind, work }: Operation<Outcome>) {
  const before = row.captured - row.refunded;
  const answer = work(row);
  const moved = row.captured - row.refunded - before;
  const known = await addOperation(db, tx, row, { kind, key, moved, answer });
  if (known) return { answer: JSON.parse(known) as Outcome, repeated: true };
  await saveCharge(db, tx, row);
  return { answer, repeated: false };
}

const timesOut = ({ payment_method_id }: Charge, { kind }: Pick<Operation<Outcome>, "kind">): boolean =>
  (payment_method_id === "pm_card_timeout" && kind === "authorize") ||
  (payment_method_id === "pm_card_refund_timeout" && kind === "refund");

function authorize(row: SandboxCharge, { amount, capture_at_once, return_url }: Charge): Outcome {
  if (row.state === "voided") return { declined: "The payment was voided before it came." };
  const refusal = refusalOf(row, return_url);
  if (refusal) {
    row.state = "declined";
    return { declined: refusal };
  }
  row.held = amount;
  const asked = row.card && awaitedState[row.card];
  if (!asked) return takeOrHold(row, { amount, capture_at_once });
  row.state = asked;
  return stateOf(row);
}

function refusalOf({ card }: SandboxCharge, return_url: string | null): string | undefined {
  if (card === "pm_card_declined") return "The card was declined.";
  // As Stripe declines it: its payer could not be sent back.
  if (card === "pm_bank_redirect" && return_url === null) return "A payment by redirect needs a return_url.";
  return undefined;
}

const awaitedState: Record<string, "requires_action" | "processing"> = {
  pm_card_3ds: "requires_action",
  pm_bank_redirect: "requires_action",
  pm_bank_debit: "processing",
};

function takeOrHold(
  row: SandboxCharge,
  { amount, capture_at_once }: Pick<Charge, "amount" | "capture_at_once">,
): Outcome {
  row.state = "authorized";
  return capture_at_once ? take(row, amount) : stateOf(row);
}

function take(row: SandboxCharge, amount: number): Outcome {
  if (row.state !== "authorized" || amount > row.held) return { declined: "There is nothing that could be taken." };
  row.state = "captured";
  row.captured = amount;
  row.held = 0;
  return stateOf(row);
}

function release(row: SandboxCharge): Outcome {
  // A bank that has it cannot be stopped.
  if (row.state !== "captured" && row.state !== "processing" && row.state !== "approved") {
    row.state = "voided";
    row.held = 0;
  }
  return stateOf(row);
}

function giveToCard(row: SandboxCharge, amount: number): Outcome {
  if (row.card === "pm_card_refund_declined") return { declined: "The card does not take refunds." };
  const given = give(row, amount);
  return row.card === "pm_card_refund_pending" && !("declined" in given) ? { ...given, pending: true } : given;
}

function give(row: SandboxCharge, amount: number): Outcome {
  if (amount > row.captured - row.refunded) return { declined: "More than was taken cannot be given back." };
  row.refunded += amount;
  return stateOf(row);
}

function stateOf(row: SandboxCharge): Outcome {
  const { state, captured, store_id, charge_id } = row;
  if (state === "declined") return { declined: "The payer or their bank declined." };
  const reference = `sandbox_${charge_id}`;
  if (state === "new") return { state: "pending", captured, reference };
  // The bank has approved it; what comes of that is taken when it is looked up.
  if (state === "approved") return { state: "processing", captured, reference };
  const url = `/dev/payments/${store_id}/${charge_id}`;
  const action = { type: "redirect" as const, client_secret: null, url, key_id: null, provider_order_id: null };
  return { state, captured, reference, ...(state === "requires_action" ? { action } : {}) };
}
