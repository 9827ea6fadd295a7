import type { ConsumerInfo } from "nats";
import { meter } from "../../config/metrics.ts";
import { eventRetentionMs } from "../../config/nats.ts";
import type { Logger } from "../core-instance.ts";
import { remembered } from "../service-metrics.ts";
import { consumersOfStream, oldestWaiting } from "./jetstream-setup.ts";

const warnEveryMs = Math.min(3600 * 1000, eventRetentionMs);
const warned = new Map<string, number>();

/** Publishes how far consumers are behind: of every service, since one that is away cannot say so itself. */
export function observeLag(): void {
  const read = remembered(async () => lagsOf(await consumersOfStream()));
  const retention = { unit: "s", description: "How long the stream keeps events." };
  meter
    .createObservableGauge("event_retention_seconds", retention)
    .addCallback((observed) => observed.observe(eventRetentionMs / 1_000));
  const lag = {
    unit: "s",
    description: "Age of the oldest event that waits in the stream for a consumer, where one does.",
  };
  meter.createObservableGauge("event_consumer_lag_seconds", lag).addCallback(async (observed) => {
    for (const [consumer, ms] of (await read()) ?? []) observed.observe(ms / 1_000, { consumer });
  });
}

/** Warns every hour of consumers that are behind by half of the time that the stream keeps events. */
export async function warnOfLag(consumers: readonly ConsumerInfo[], logger: Pick<Logger, "warn">): Promise<void> {
  const now = Date.now();
  for (const [consumer, ms] of await lagsOf(consumers)) {
    if (ms < eventRetentionMs / 2 || now - (warned.get(consumer) ?? 0) < warnEveryMs) continue;
    warned.set(consumer, now);
    logger.warn({ consumer, lag_hours: Number((ms / 3_600_000).toFixed(2)) }, "a consumer of events is far behind");
  }
}

async function lagsOf(consumers: readonly ConsumerInfo[]): Promise<[consumer: string, ms: number][]> {
  const lags: [string, number][] = [];
  for (const consumer of consumers) {
    const oldest = await oldestWaiting(consumer);
    if (oldest !== undefined) lags.push([consumer.name, Math.max(0, Date.now() - oldest)]);
  }
  return lags;
}
