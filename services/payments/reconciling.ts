import { isOn } from "../../config/shards.ts";
import type { ActionContext } from "../../mixins/actions/action.ts";
import type { PaymentProvider, Reconciliation } from "../contracts.ts";
import { deadline } from "./provider-call.ts";
import { isSetUp, providerOf, providersSetUp } from "./providers/index.ts";
import type { Listed } from "./providers/provider.ts";
import { compare } from "./reported.ts";
import { changedIn, findByReference } from "./store/payments.ts";
import type { PaymentRow } from "./store/rows.ts";

type Context = Pick<ActionContext, "db" | "logger" | "actor" | "request_id">;

// At the rate limits of providers a look-up takes three of its requests.
const together = 5;

/**
 * Compares what a period has changed, here or at the providers. What a look-up says is made ours; what only a person may
 * decide is told as `payment.mismatch`, and in the report; so is a provider whose list cannot be read.
 */
export async function reconcilePeriod(context: Context, from: number, to: number): Promise<Reconciliation> {
  const report: Reconciliation = { from, to, compared: 0, mended: [], differences: [], unanswered: [] };
  const wanted = new Map<string, { store_id: number; payment_id: string }>();
  const want = ({ store_id, public_id: payment_id }: PaymentRow) => wanted.set(payment_id, { store_id, payment_id });
  for await (const payment of changedIn(context.db, from, to, withSandbox())) want(payment);
  for (const provider of providersSetUp()) {
    try {
      for await (const listed of providerOf(context.db, provider).list?.(from, to, deadline) ?? []) {
        const known = await findByReference(context.db, { provider, ...listed });
        if (known) want(known);
        else if (listed.payment_id && isOn(context.db.shard, listed.store_id ?? 0))
          report.differences.push(unknownHere(listed));
      }
    } catch (error) {
      context.logger.warn({ provider, error: String(error) }, "the list of a payment provider was not read");
      report.unanswered.push(provider);
    }
  }
  const queue = [...wanted.values()];
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await reconcileOne(context, next, report);
  };
  await Promise.all(Array.from({ length: together }, work));
  return report;
}

// Those that are set up no more are reported as unanswered.
const withSandbox = (): PaymentProvider[] => [
  "stripe",
  "razorpay",
  ...(isSetUp("sandbox") ? ["sandbox" as const] : []),
];

async function reconcileOne(context: Context, ref: { store_id: number; payment_id: string }, report: Reconciliation) {
  try {
    const { changed, differences } = await compare(context, ref);
    report.compared++;
    if (changed) report.mended.push(ref.payment_id);
    for (const difference of differences) report.differences.push({ ...ref, provider_reference: null, difference });
  } catch (error) {
    context.logger.warn({ subject: ref.payment_id, error: String(error) }, "a payment is not reconciled");
    report.unanswered.push(ref.payment_id);
  }
}

const unknownHere = ({ reference, store_id, payment_id }: Listed) => ({
  store_id,
  payment_id,
  provider_reference: reference,
  difference: "The provider has a payment of ours that is not here.",
});
