import type { Database } from "../../../mixins/db/database.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { fail } from "../payments.errors.ts";
import { changeCharge, type SandboxCharge } from "../store/sandbox.ts";
import type { Notice } from "./provider.ts";
import { ourOwn, parseHook } from "./signature.ts";

/**
 * What payer or bank do with a payment of the sandbox: `{ store_id, payment_id, outcome }`, as JSON or as a form. The outcome is
 * `succeeded` or `failed`; a payer's success at a bank leaves the payment with the bank. Throws `hook_malformed`.
 */
export async function readSandbox(db: Database, body: string): Promise<Notice> {
  const message = messageIn(body);
  const { outcome } = message;
  const { store_id, payment_id } = ourOwn(message);
  if (store_id === null || payment_id === null || (outcome !== "succeeded" && outcome !== "failed"))
    throw fail("hook_malformed");
  const known = await changeCharge(db, { store_id, id: payment_id }, (row) => settle(row, outcome));
  if (!known) throw fail("hook_malformed");
  return { event_id: newId("evt"), type: `sandbox.${outcome}`, reference: null, store_id, payment_id };
}

/** The store that a message names; null when it names none. Throws `hook_malformed`. */
export const storeOfSandbox = (body: string): number | null => ourOwn(messageIn(body)).store_id;

const messageIn = (body: string): Record<string, unknown> =>
  body.startsWith("{") ? parseHook(body) : Object.fromEntries(new URLSearchParams(body));

function settle(row: SandboxCharge, outcome: "succeeded" | "failed"): void {
  const { state, card } = row;
  if (state !== "requires_action" && state !== "processing") return;
  if (outcome === "failed") row.state = "declined";
  else row.state = state === "requires_action" && card === "pm_bank_redirect" ? "processing" : "approved";
}
