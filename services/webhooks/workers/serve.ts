import { count } from "../../../config/metrics.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { type DueDelivery, dueDeliveries, type Outcome } from "../store/outcomes.ts";
import { withBodiesOfNow } from "../store/personal-bodies.ts";
import { type ClaimedWebhook, claimedNow } from "../store/webhooks.ts";
import { attempting } from "./attempt.ts";
import type { Bounds } from "./bounds.ts";
import type { Poster } from "./poster.ts";
import type { Seat } from "./seats.ts";
import { allFailed, settle } from "./settle.ts";

/** What a webhook is served with. */
interface Serving {
  db: Database;
  poster: Poster;
  bounds: Bounds;
  seat: Seat;
  signal: AbortSignal;
}

/** Serves a claimed webhook for a turn: portion after portion, until nothing is due or everything fails. */
export async function serve(serving: Serving, webhook: ClaimedWebhook): Promise<void> {
  const { db, bounds, signal } = serving;
  const ends = performance.now() + bounds.turnMs;
  let current = webhook;
  for (;;) {
    const outcomes = await deliverPortion(serving, current);
    const isOver =
      performance.now() > ends || signal.aborted || outcomes.length < bounds.portion || allFailed(outcomes);
    const changed = await settle(db, current, outcomes, isOver);
    if (!changed || isOver) return;
    current = changed;
  }
}

// Before each wave the webhook is read again: it may be deleted, disabled or changed by then, and a person erased.
async function deliverPortion(
  { db, poster, bounds: { portion, atOnce }, seat, signal }: Serving,
  webhook: ClaimedWebhook,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let waiting = await dueDeliveries(db, webhook, portion, Date.now());
  let known = webhook;
  let attempt = attempting(poster, known);
  while (waiting.length > 0 && !signal.aborted) {
    const now = await claimedNow(db, known);
    if (now?.status !== "enabled") break;
    if (now !== known) attempt = attempting(poster, now);
    known = now;
    const wave = nextWave(waiting, now, atOnce);
    const sent = await withBodiesOfNow(db, wave);
    const attempted = await seat.wait(Promise.all(sent.map(attempt)));
    countAttempts(attempted);
    outcomes.push(...attempted);
    if (allFailed(outcomes)) break;
    waiting = without(waiting, wave, now.ordered ? attempted : []);
  }
  return outcomes;
}

const outcomeOf = { delivered: "delivered", pending: "retried", failed: "failed" };

function countAttempts(outcomes: readonly Outcome[]): void {
  const all = Object.entries(Object.groupBy(outcomes, ({ state }) => outcomeOf[state]));
  for (const [outcome, { length } = []] of all)
    count("webhook_deliveries", "Attempts of deliveries.", { outcome }, length);
}

// Of an ordered webhook, one delivery for each entity.
function nextWave(waiting: DueDelivery[], { ordered }: ClaimedWebhook, atOnce: number): DueDelivery[] {
  if (!ordered) return waiting.slice(0, atOnce);
  const firsts = new Map<string, DueDelivery>();
  for (const delivery of waiting) if (!firsts.has(delivery.entity)) firsts.set(delivery.entity, delivery);
  return [...firsts.values()].slice(0, atOnce);
}

// What is left; what would have to follow a delivery that is retried later waits for that.
function without(waiting: DueDelivery[], wave: DueDelivery[], outcomes: Outcome[]): DueDelivery[] {
  if (outcomes.length === 0) return waiting.slice(wave.length);
  const blocked = new Set(outcomes.flatMap(({ state, delivery }) => (state === "pending" ? [delivery.entity] : [])));
  return waiting.filter((delivery) => !wave.includes(delivery) && !blocked.has(delivery.entity));
}
