import type { Transaction } from "sequelize";
import { count } from "../../../config/metrics.ts";
import { system } from "../../../mixins/actions/action.ts";
import type { Logger } from "../../../mixins/core-instance.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { poller, type Worker } from "../../../mixins/jobs/poller.ts";
import { type Publish, withOutbox } from "../../../mixins/messaging/outbox.ts";
import type { PauseReason } from "../../contracts.ts";
import { type DueDelivery, dueDeliveries, nextDue, type Outcome, writeOutcomes } from "../store/outcomes.ts";
import { type ClaimedWebhook, changeWebhook, isHeld, queue } from "../store/webhooks.ts";
import { never, restDelay, retryForMs } from "../webhooks.rules.ts";
import { attempt } from "./attempt.ts";
import { Poster } from "./poster.ts";

/** Timing and bounds of deliveries. */
const defaults = {
  /** How long a claim is good, in milliseconds; longer than any portion of deliveries may take. */
  leaseMs: 120_000,
  /** How long a worker serves one webhook before others have their turn. */
  turnMs: 20_000,
  /** How many deliveries one portion has, and how many of them are under way at once. */
  portion: 40,
  atOnce: 10,
  /** How many webhooks a process serves at once. */
  webhooks: 40,
};

export type Bounds = typeof defaults;

/**
 * Delivers events to webhooks. Each webhook is a queue of its own, which one worker at a time serves: an endpoint that
 * hangs holds up nothing but its own deliveries.
 */
export function deliver(
  db: Database,
  logger: Pick<Logger, "warn">,
  overrides: Partial<Bounds> = {},
  poster = new Poster(),
): Worker {
  const bounds = { ...defaults, ...overrides };
  const serving = new Set<Promise<void>>();

  async function run(signal: AbortSignal): Promise<number> {
    const free = bounds.webhooks - serving.size;
    if (free <= 0 || signal.aborted) return 0;
    const claimed = await queue.claim(db, bounds.leaseMs, { limit: free });
    for (const webhook of claimed) {
      const served = serve(db, poster, webhook, bounds, signal).catch((error) => {
        // Its claim ends, and its deliveries are made again.
        logger.warn({ webhook: webhook.public_id, error: String(error) }, "deliveries of a webhook failed");
      });
      serving.add(served);
      served.finally(() => {
        serving.delete(served);
        if (!signal.aborted) poller.wake(worker.name);
      });
    }
    return claimed.length;
  }

  async function close(): Promise<void> {
    await Promise.all(serving);
    await poster.close();
  }

  const worker: Worker = { ...queue.worker(db, run), close };
  return worker;
}

// Serves a webhook for a turn: portion after portion, until nothing is due or everything fails.
async function serve(db: Database, poster: Poster, webhook: ClaimedWebhook, bounds: Bounds, signal: AbortSignal) {
  const ends = performance.now() + bounds.turnMs;
  let current = webhook;
  for (;;) {
    const outcomes = await deliverPortion(db, poster, current, bounds, signal);
    const isOver =
      performance.now() > ends || signal.aborted || outcomes.length < bounds.portion || allFailed(outcomes);
    const changed = await settle(db, current, outcomes, isOver);
    if (!changed || isOver) return;
    current = changed;
  }
}

async function deliverPortion(
  db: Database,
  poster: Poster,
  webhook: ClaimedWebhook,
  { portion, atOnce }: Bounds,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let waiting = await dueDeliveries(db, webhook, portion, Date.now());
  while (waiting.length > 0 && !signal.aborted && (await isHeld(db, webhook))) {
    const wave = nextWave(waiting, webhook, atOnce);
    const attempted = await Promise.all(wave.map((delivery) => attempt(poster, webhook, delivery)));
    for (const { state } of attempted)
      count("webhook_deliveries", "Attempts of deliveries.", { outcome: outcomeOf[state] });
    outcomes.push(...attempted);
    if (allFailed(outcomes)) break;
    waiting = without(waiting, wave, webhook.ordered ? attempted : []);
  }
  return outcomes;
}

const outcomeOf = { delivered: "delivered", pending: "retried", failed: "failed" };

// Of an ordered webhook, one delivery for each entity.
function nextWave(waiting: DueDelivery[], { ordered }: ClaimedWebhook, atOnce: number): DueDelivery[] {
  if (!ordered) return waiting.slice(0, atOnce);
  const firsts = new Map<string, DueDelivery>();
  for (const delivery of waiting) if (!firsts.has(delivery.entity)) firsts.set(delivery.entity, delivery);
  return [...firsts.values()].slice(0, atOnce);
}

// What is left; what would have to follow a delivery that is retried later waits for that.
function without(waiting: DueDelivery[], wave: DueDelivery[], outcomes: Outcome[]): DueDelivery[] {
  const blocked = new Set(outcomes.flatMap(({ state, delivery }) => (state === "pending" ? [delivery.entity] : [])));
  return waiting.filter((delivery) => !wave.includes(delivery) && !blocked.has(delivery.entity));
}

const allFailed = (outcomes: Outcome[]) => outcomes.length > 0 && outcomes.every(({ state }) => state !== "delivered");

/** Writes outcomes and, at the end of a turn, releases the webhook; undefined when its claim was lost. */
function settle(db: Database, webhook: ClaimedWebhook, outcomes: Outcome[], isOver: boolean) {
  return withOutbox(db, { actor: system, request_id: null }, async ({ tx, publish }) => {
    if (!(await isHeld(db, webhook, tx))) return undefined;
    await writeOutcomes(db, tx, outcomes);
    const changes = healthOf(webhook, outcomes);
    const changed = { ...webhook, ...changes };
    const reason = pauseOf(changed, outcomes);
    if (reason) {
      await pause(db, tx, changed, reason, publish);
      return undefined;
    }
    const due = isOver ? ((await nextDue(db, tx, webhook)) ?? never) : Date.now();
    const at = changed.failures > 0 ? Math.max(due, Date.now() + restDelay(changed.failures)) : due;
    if (isOver) await queue.postpone(db, webhook, at, changes, tx);
    else await queue.settle(db, webhook, changes, tx);
    return changed;
  });
}

function healthOf({ failures, failing_since }: ClaimedWebhook, outcomes: Outcome[]) {
  if (outcomes.length === 0) return { failures, failing_since };
  if (!allFailed(outcomes)) return { failures: 0, failing_since: null };
  return { failures: failures + 1, failing_since: failing_since ?? Date.now() };
}

function pauseOf({ failing_since }: ClaimedWebhook, outcomes: Outcome[]): PauseReason | undefined {
  if (outcomes.some(({ status }) => status === 410)) return "gone";
  return failing_since !== null && Date.now() - failing_since >= retryForMs ? "failing" : undefined;
}

async function pause(db: Database, tx: Transaction, webhook: ClaimedWebhook, reason: PauseReason, publish: Publish) {
  const { store_id, tenant_id, client_id, failing_since, failures } = webhook;
  const changes = { status: "paused", pause_reason: reason, failing_since, failures, claimed_until: 0 } as const;
  const { public_id: id, version } = await changeWebhook(db, tx, webhook, changes);
  const data = { client_id, reason, before: { status: "enabled" }, after: { status: "paused" } };
  publish({ name: "webhook.paused", store_id, tenant_id, aggregate: { type: "webhook", id, version }, data });
}
