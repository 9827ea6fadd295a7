import { isOn } from "../../config/shards.ts";
import type { ActionContext } from "../../mixins/actions/action.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import type { Reconciliation } from "../contracts.ts";
import { deadline } from "./provider-call.ts";
import { providerOf, providersSetUp } from "./providers/index.ts";
import type { Listed } from "./providers/provider.ts";
import { compare } from "./reported.ts";
import { changedIn, findByReference, findPayment } from "./store/payments.ts";

type Context = Pick<ActionContext, "db" | "logger" | "actor" | "request_id">;

// At the rate limits of providers a look-up takes three of its requests.
const together = 5;

/**
 * Compares what a period has changed, here or at the providers. What a look-up says is made ours; what only a person may
 * decide is told as `payment.mismatch`, and in the report.
 */
export async function reconcilePeriod(context: Context, from: number, to: number): Promise<Reconciliation> {
  const report: Reconciliation = { from, to, compared: 0, mended: [], differences: [], unanswered: [] };
  const wanted = new Map<string, { store_id: number; payment_id: string }>();
  for await (const payment of changedIn(context.db, from, to))
    wanted.set(payment.public_id, { store_id: payment.store_id, payment_id: payment.public_id });
  for (const provider of providersSetUp()) {
    for await (const listed of providerOf(context.db, provider).list?.(from, to, deadline) ?? []) {
      const known = await findByReference(context.db, { provider, ...listed });
      if (known) wanted.set(known.public_id, { store_id: known.store_id, payment_id: known.public_id });
      else if (listed.payment_id && isOn(context.db.shard, listed.store_id ?? 0))
        report.differences.push(strange(listed));
    }
  }
  const queue = [...wanted.values()];
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await reconcileOne(context, next, report);
  };
  await Promise.all(Array.from({ length: together }, work));
  return report;
}

async function reconcileOne(context: Context, ref: { store_id: number; payment_id: string }, report: Reconciliation) {
  try {
    const { changed, differences } = await compare(context, ref);
    report.compared++;
    if (changed) report.mended.push(ref.payment_id);
    for (const difference of differences) {
      report.differences.push({ ...ref, provider_reference: null, difference });
      await publishMismatch(context, ref, difference);
    }
  } catch (error) {
    context.logger.warn({ subject: ref.payment_id, error: String(error) }, "a payment is not reconciled");
    report.unanswered.push(ref.payment_id);
  }
}

async function publishMismatch(context: Context, ref: { store_id: number; payment_id: string }, difference: string) {
  const row = await findPayment(context.db, ref.store_id, ref.payment_id);
  if (!row) return;
  const { store_id, tenant_id, public_id, version, order_id, amount, currency } = row;
  await withOutbox(context.db, context, async ({ publish }) =>
    publish({
      name: "payment.mismatch",
      store_id,
      tenant_id,
      aggregate: { type: "payment", id: public_id, version },
      data: { order_id, amount, currency, difference },
    }),
  );
}

const strange = ({ reference, store_id, payment_id }: Listed) => ({
  store_id,
  payment_id,
  provider_reference: reference,
  difference: "The provider has a payment of ours that is not here.",
});
