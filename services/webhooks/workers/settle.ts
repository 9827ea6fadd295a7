import { system } from "../../../mixins/actions/action.ts";
import { groupTransaction } from "../../../mixins/actions/group-commit.ts";
import type { TransactionContext } from "../../../mixins/actions/idempotent.ts";
import type { Database } from "../../../mixins/db/database.ts";
import type { PauseReason } from "../../contracts.ts";
import { nextDue, type Outcome, writeOutcomes } from "../store/outcomes.ts";
import { type ClaimedWebhook, changeWebhook, claimedNow, queue, releaseClaim } from "../store/webhooks.ts";
import { never, restDelay, retryForMs } from "../webhooks.rules.ts";

/** True when some were attempted and none was delivered. */
export const allFailed = (outcomes: readonly Outcome[]): boolean =>
  outcomes.length > 0 && outcomes.every(({ state }) => state !== "delivered");

/**
 * Writes outcomes and, at the end of a turn, releases the webhook. Undefined when it is no longer this worker's to serve:
 * its claim was lost, or it was disabled, paused or deleted. What was attempted is in the log all the same, unless the claim
 * was lost: then who has it by now makes the same deliveries.
 */
export function settle(
  db: Database,
  webhook: ClaimedWebhook,
  outcomes: Outcome[],
  isOver: boolean,
): Promise<ClaimedWebhook | undefined> {
  const origin = { actor: system, request_id: null };
  return groupTransaction(db, "webhooks.settle", String(webhook.id), origin, async (txContext) => {
    const { tx } = txContext;
    const now = await claimedNow(db, webhook, tx);
    if (!now) return undefined;
    await writeOutcomes(db, tx, outcomes);
    if (now.status !== "enabled") {
      await releaseClaim(db, tx, now);
      return undefined;
    }
    // What an endpoint did that the app has replaced meanwhile says nothing of the one that it has now.
    const itsOwn = outcomes.filter(({ url }) => url === now.url);
    const health = healthOf(now, itsOwn);
    const changed = { ...now, ...health };
    const reason = pauseOf(changed, itsOwn);
    if (reason) {
      await pause(txContext, changed, reason);
      return undefined;
    }
    if (isOver) await release(txContext, changed, health);
    else if (isNews(now, health)) await queue.settle(db, now, health, tx);
    return changed;
  });
}

type Health = Pick<ClaimedWebhook, "failures" | "failing_since">;

async function release({ db, tx }: TransactionContext, webhook: ClaimedWebhook, health: Health): Promise<void> {
  const due = (await nextDue(db, tx, webhook)) ?? never;
  const at = health.failures > 0 ? Math.max(due, Date.now() + restDelay(health.failures)) : due;
  await queue.postpone(db, webhook, at, { ...health }, tx);
}

function healthOf({ failures, failing_since }: ClaimedWebhook, outcomes: Outcome[]): Health {
  if (outcomes.length === 0) return { failures, failing_since };
  if (!allFailed(outcomes)) return { failures: 0, failing_since: null };
  return { failures: failures + 1, failing_since: failing_since ?? Date.now() };
}

const isNews = (before: Health, { failures, failing_since }: Health) =>
  before.failures !== failures || before.failing_since !== failing_since;

function pauseOf({ failing_since }: ClaimedWebhook, outcomes: Outcome[]): PauseReason | undefined {
  if (outcomes.some(({ status }) => status === 410)) return "gone";
  return failing_since !== null && Date.now() - failing_since >= retryForMs ? "failing" : undefined;
}

async function pause({ db, tx, publish }: TransactionContext, webhook: ClaimedWebhook, reason: PauseReason) {
  const { store_id, tenant_id, client_id, failing_since, failures } = webhook;
  const changes = { status: "paused", pause_reason: reason, failing_since, failures, claimed_until: 0 } as const;
  const { public_id: id, version } = await changeWebhook(db, tx, webhook, changes);
  const data = { client_id, reason, before: { status: "enabled" }, after: { status: "paused" } };
  publish({ name: "webhook.paused", store_id, tenant_id, aggregate: { type: "webhook", id, version }, data });
}
