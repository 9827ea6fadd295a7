import type { ActionContext } from "../../mixins/actions/action.ts";
import { withOutbox } from "../../mixins/messaging/outbox.ts";
import { publishMismatches } from "./mismatch.ts";
import { callProvider } from "./provider-call.ts";
import type { SurplusSeen } from "./providers/provider.ts";
import type { PaymentRow } from "./store/rows.ts";

/** What a merchant is told of money that came a second time for one payment. */
export const surplusText = ({ reference, amount }: SurplusSeen): string =>
  `The payer has paid twice: ${reference} of ${amount} goes back to them.`;

/**
 * Gives back what a payer has paid a second time. It was told before; that a provider refuses to give it back is told here.
 * Throws `service_unavailable`: it is then seen again by the next look-up.
 */
export async function giveBackSurplus(
  origin: Pick<ActionContext, "db" | "logger" | "actor" | "request_id">,
  payment: PaymentRow,
  surplus: readonly SurplusSeen[],
): Promise<void> {
  for (const each of surplus) {
    const answer = await callProvider(origin, payment, async (provider, charge, until) =>
      provider.giveBackSurplus?.(charge, each, until),
    );
    if (!answer || !("declined" in answer)) continue;
    const difference = `${each.reference} of ${each.amount}, paid twice, could not be given back: ${answer.declined}`;
    await withOutbox(origin.db, origin, (txContext) => publishMismatches(txContext, payment, [difference]));
  }
}
