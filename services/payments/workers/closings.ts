import { backOff } from "@seller-orchestra/durable";
import { system } from "../../../mixins/actions/action.ts";
import type { CoreInstance } from "../../../mixins/core-service.ts";
import type { Worker } from "../../../mixins/jobs/poller.ts";
import { withOutbox } from "../../../mixins/messaging/outbox.ts";
import { callProvider } from "../provider-call.ts";
import { settlePayment } from "../settling.ts";
import { type Closing, closings } from "../store/closings.ts";
import { findPayment } from "../store/payments.ts";

type Service = Pick<CoreInstance, "db" | "logger">;

const leaseMs = 60_000;
const together = 5;
const longestMs = 3_600_000;

/** Cancels failed payments at their provider: who holds a payment's secret could confirm it later. */
export const closeFailed = (service: CoreInstance): Worker => closings.worker(service.db, () => closeDue(service));

/** Cancels a portion of those that are due; returns how many. */
export const closeDue = (service: Service, now?: number): Promise<number> =>
  closings.work(service.db, leaseMs, { limit: together, ...(now ? { now } : {}) }, (closing) =>
    close(service, closing),
  );

async function close({ db, logger }: Service, closing: Closing): Promise<void> {
  const payment = await findPayment(db, closing.store_id, closing.payment_id);
  if (!payment || payment.status === "captured") return void (await closings.remove(db, closing));
  try {
    const answer = await callProvider({ db, logger }, payment, (provider, charge, until) =>
      provider.void(charge, until),
    );
    // What its payer has done meanwhile is the provider's report: money that came is captured, and orchestra hears of it.
    await withOutbox(db, { actor: system, request_id: null }, async (txContext) => {
      await settlePayment(txContext, payment, answer, { reported: true, lapsed: true });
      await closings.remove(db, closing, txContext.tx);
    });
  } catch {
    await closings.postpone(db, closing, Date.now() + backOff(Math.min(closing.tries, 9), longestMs));
  }
}
