import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { fail } from "../payments.errors.ts";
import { changeCharge, type SandboxCharge } from "../store/sandbox.ts";
import type { Notice } from "./provider.ts";
import { change, type LaterOutcome, laterOutcomes } from "./sandbox-later.ts";
import { ourOwn, parseHook } from "./signature.ts";

const latestS = 30 * 24 * 3_600;

/**
 * What payer, bank or merchant do with a payment of the sandbox: `{ store_id, payment_id, outcome }`, as JSON or as a form.
 * The outcome is `succeeded` or `failed` (a payer's success at a bank leaves the payment with the bank), or one of what may
 * follow later, for an `amount` in minor units or all that is left. It happens at once; its message comes `after_seconds`,
 * or is `lost`: then the result is undefined, as of a message that is of no payment. What cannot happen changes nothing, and
 * the result says why. Throws `hook_malformed`, `sandbox_payment_unknown`.
 */
export async function readSandbox(db: Database, body: string): Promise<Notice | undefined> {
  const message = messageIn(body);
  const outcome = outcomeOf(message.outcome);
  const [after, amount] = [wholeOf(message, "after_seconds", 0, latestS), wholeOf(message, "amount", 1)];
  const { store_id, payment_id } = ourOwn(message);
  if (store_id === null || payment_id === null) throw wrong("store_id", "and payment_id name a payment");
  let no_effect: string | undefined;
  const known = await changeCharge(db, { store_id, id: payment_id }, async (row, tx) => {
    no_effect = await happen(db, tx, row, outcome, amount);
  });
  if (!known)
    throw fail("sandbox_payment_unknown", [
      { path: "payment_id", message: "is no payment of the sandbox in this store" },
    ]);
  if (message.lost === true || message.lost === "true") return undefined;
  const due = after ? { due_at: Date.now() + after * 1_000 } : {};
  return {
    event_id: newId("evt"),
    type: `sandbox.${outcome}`,
    reference: null,
    store_id,
    payment_id,
    ...due,
    no_effect,
  };
}

type Outcome = "succeeded" | "failed" | LaterOutcome;

// A developer wrote it by hand, so it says what is wrong.
const wrong = (path: string, message: string) => fail("hook_malformed", [{ path, message }]);

const outcomes = ["succeeded", "failed", ...laterOutcomes] as const;

function outcomeOf(value: unknown): Outcome {
  const found = outcomes.find((each) => each === value);
  if (!found) throw wrong("outcome", `is one of ${outcomes.join(", ")}`);
  return found;
}

// Undefined when it is not given; a form has it empty.
function wholeOf(message: Record<string, unknown>, path: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  const value = message[path];
  if (value === undefined || value === "") return undefined;
  const number = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number) || number < least || number > most)
    throw wrong(path, `is a whole number from ${least} to ${most}`);
  return number;
}

// Returns why it has changed nothing; undefined when it has.
async function happen(db: Database, tx: Transaction, row: SandboxCharge, outcome: Outcome, amount?: number) {
  if (outcome === "succeeded" || outcome === "failed") return settle(row, outcome);
  return change(db, tx, row, outcome, amount);
}

/** The store that a message names; null when it names none. Throws `hook_malformed`. */
export const storeOfSandbox = (body: string): number | null => ourOwn(messageIn(body)).store_id;

const messageIn = (body: string): Record<string, unknown> =>
  body.startsWith("{") ? parseHook(body) : Object.fromEntries(new URLSearchParams(body));

function settle(row: SandboxCharge, outcome: "succeeded" | "failed"): string | undefined {
  const { state, card } = row;
  if (state !== "requires_action" && state !== "processing") return "The payment waits for nobody.";
  if (outcome === "failed") row.state = "declined";
  else row.state = state === "requires_action" && card === "pm_bank_redirect" ? "processing" : "approved";
  return undefined;
}
