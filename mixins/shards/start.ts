import { setTimeout as wait } from "node:timers/promises";
import { withDeadline } from "@seller-orchestra/durable";
import { databaseName, engineFails } from "../../config/engine-problems.ts";
import { isError } from "../actions/errors.ts";
import type { CoreInstance } from "../core-instance.ts";
import { awayFrom } from "./across.ts";

const retryMs = 1_000;
const answerMs = 1_000;

/**
 * Prepares a service on each shard. Those whose database is away are marked so, as long as one is there. Throws what
 * the first throws otherwise.
 */
export async function prepareAll(
  services: readonly CoreInstance[],
  prepare: (service: CoreInstance) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(services.map(prepare));
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === "rejected" ? [{ service: services[index], error: outcome.reason as unknown }] : [],
  );
  const fatal = failures.find(({ error }) => !isError(error, "service_unavailable"));
  if (fatal) throw fatal.error;
  if (failures.length === services.length) throw failures[0]?.error;
  for (const { service } of failures) if (service) service.isAway = true;
}

/** Prepares and begins each service whose database was away, once it is there. Returns the function that gives up. */
export function beginLater(services: readonly CoreInstance[], begin: (service: CoreInstance) => Promise<void>) {
  const stopping = new AbortController();
  const running = services.filter(({ isAway }) => isAway).map((service) => untilBegun(service, begin, stopping.signal));
  return async () => {
    stopping.abort();
    await Promise.all(running);
  };
}

async function untilBegun(
  service: CoreInstance,
  begin: (service: CoreInstance) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await wait(retryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await begin(service);
      service.isAway = false;
      return;
    } catch (error) {
      service.logger.warn({ shard: service.db.shard, error: String(error) }, "a shard is not served yet");
    }
  }
}

/** Checks that one of the databases answers, and notes which do not. Throws `service_unavailable` when none does. */
export async function checkShards(services: readonly CoreInstance[]): Promise<void> {
  const checks = services.map(async ({ db, isAway }) => {
    if (isAway) throw awayFrom(db.shard);
    await withDeadline(db.check(), answerMs, () => {
      engineFails(databaseName(db.shard), "does not answer in time");
      return awayFrom(db.shard);
    });
  });
  await Promise.any(checks).catch(({ errors: [first] }: AggregateError) => {
    throw first;
  });
  await Promise.allSettled(checks);
}
