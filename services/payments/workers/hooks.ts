import { backOff } from "@seller-orchestra/durable";
import { system } from "../../../mixins/actions/action.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import { periodic, type Worker } from "../../../mixins/jobs/poller.ts";
import { compare } from "../reported.ts";
import { findByReference } from "../store/payments.ts";
import { type ProviderEvent, providerEvents, removeHandled } from "../store/provider-events.ts";

const leaseMs = 60_000;
const together = 10;
const day = 24 * 3_600_000;
// A message may be faster than the answer to the request that it is about; after some minutes the payment is not ours.
const strangeAfter = 6;
const longestMs = 3_600_000;

/** Handles what providers say, in any order: each message has its payment looked up. */
export const handleHooks = (service: CoreInstance): Worker[] => [
  providerEvents.worker(service.db, () => handleDue(service)),
  periodic("payments.cleanHooks", 3_600_000, () => removeHandled(service.db, Date.now() - 30 * day)),
];

/** Handles a portion of what is due; returns how many. */
export const handleDue = (service: Pick<CoreInstance, "db" | "logger">, now?: number): Promise<number> =>
  providerEvents.work(service.db, leaseMs, { limit: together, ...(now ? { now } : {}) }, (event) =>
    handle(service, event),
  );

async function handle({ db, logger }: Pick<CoreInstance, "db" | "logger">, event: ProviderEvent): Promise<void> {
  const end = (outcome: string) => providerEvents.settle(db, event, { handled_at: Date.now(), outcome });
  const later = () =>
    providerEvents.postpone(db, event, Date.now() + backOff(Math.min(event.tries, 9), longestMs), { claimed_until: 0 });
  const payment = await findByReference(db, event);
  if (!payment) {
    await (event.tries < strangeAfter ? later() : end("not_ours"));
    return;
  }
  const { store_id, public_id: payment_id } = payment;
  try {
    const { changed, differences } = await compare(
      { db, logger, actor: system, request_id: null },
      { store_id, payment_id },
    );
    await end(differences.length > 0 ? "differs" : changed ? "changed" : "known");
  } catch (error) {
    logger.warn({ subject: payment_id, error: String(error) }, "a provider's message is handled later");
    await later();
  }
}
