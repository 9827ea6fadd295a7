import type { Transaction } from "sequelize";
import { assertVersion } from "../../../mixins/actions/errors.ts";
import type { Database, Row } from "../../../mixins/db/database.ts";
import { type KeysetRow, listNewest } from "../../../mixins/db/keyset.ts";
import { equal, marks } from "../../../mixins/db/sql.ts";
import { countRows, findRow, remove, update } from "../../../mixins/db/statements.ts";
import { DueQueue } from "../../../mixins/jobs/due-queue.ts";
import { pick } from "../../../mixins/values/pick.ts";
import type { ActionParams, List, OfStore, Webhook } from "../../contracts.ts";
import { fail } from "../webhooks.errors.ts";
import { restDelay } from "../webhooks.rules.ts";

type Stored = Omit<Webhook, "id" | "topics" | "ordered" | "personal_data">;

/** A row of `webhooks`. */
export interface WebhookRow extends KeysetRow, OfStore, Stored {
  public_id: string;
  client_id: string;
  topics: string;
  ordered: number;
  personal_data: number;
  secret: string;
  old_secret: string | null;
  old_secret_until: number | null;
  failures: number;
}

/** A webhook that one worker has claimed: until the claim ends, its deliveries are that worker's. */
export type ClaimedWebhook = WebhookRow & { tries: number };

/** Webhooks that have something to send. */
export const queue = new DueQueue<ClaimedWebhook>({
  worker: "webhooks.deliver",
  table: "webhooks",
  key: ["id"],
  columns: [
    "public_id, store_id, tenant_id, client_id, url, topics, ordered, personal_data, status, secret, old_secret",
    "old_secret_until, failing_since, failures, version",
  ],
  where: "status = 'enabled'",
  due: "due_at",
  index: "webhooks_due",
  claim: { until: "claimed_until", tries: "tries" },
});

const shown = [
  "url",
  "description",
  "status",
  "pause_reason",
  "failing_since",
  "version",
  "created_at",
  "updated_at",
] as const;

/** Maps a row to a webhook, without its secret. */
export const toWebhook = (row: WebhookRow): Webhook => ({
  id: row.public_id,
  ...pick(row, [...shown]),
  topics: JSON.parse(row.topics) as string[],
  ordered: row.ordered === 1,
  personal_data: row.personal_data === 1,
});

type OfApp = Pick<ActionParams<"webhooks.get">, "store_id" | "client_id">;
type One = ActionParams<"webhooks.get">;

/** A page of an app's webhooks in a store, newest first. */
export const listWebhooks = (
  db: Database,
  { store_id, client_id, ...paging }: ActionParams<"webhooks.list">,
): Promise<List<Webhook>> => {
  const listing = { table: "webhooks", index: "app", of: client_id, where: equal({ store_id, client_id }) };
  return listNewest(db, listing, paging, toWebhook);
};

/** How many webhooks an app has in a store. */
export const countWebhooks = (db: Database, tx: Transaction, { store_id, client_id }: OfApp): Promise<number> =>
  countRows(db, "webhooks", { store_id, client_id }, tx);

/** A webhook of an app, in a transaction locked until its end. Throws `webhook_not_found`. */
export async function findWebhook(
  db: Database,
  { store_id, client_id, webhook_id }: One,
  tx?: Transaction,
): Promise<WebhookRow> {
  const row = await findRow<WebhookRow>(db, "webhooks", { store_id, public_id: webhook_id }, tx);
  if (row?.client_id !== client_id) throw fail("webhook_not_found");
  return row;
}

/** The same, which must be enabled. Throws `webhook_not_found`, `webhook_not_enabled`. */
export async function findEnabled(db: Database, one: One, tx: Transaction): Promise<WebhookRow> {
  const row = await findWebhook(db, one, tx);
  if (row.status !== "enabled") throw fail("webhook_not_enabled");
  return row;
}

/** The same for a change. Throws `webhook_not_found`, `version_mismatch`. */
export async function lockWebhook(
  db: Database,
  tx: Transaction,
  request: One & { if_versions?: number[] },
): Promise<WebhookRow> {
  const row = await findWebhook(db, request, tx);
  assertVersion(row.version, request.if_versions);
  return row;
}

/** Changes a locked webhook; returns the changed row. */
export async function changeWebhook(
  db: Database,
  tx: Transaction,
  row: WebhookRow,
  changes: Partial<WebhookRow> & Row,
): Promise<WebhookRow> {
  const columns = { ...changes, version: row.version + 1, updated_at: Date.now() };
  await update(db, "webhooks", { store_id: row.store_id, id: row.id }, columns, tx);
  return { ...row, ...columns };
}

/** Deletes a locked webhook. Its deliveries are removed with the old ones. */
export const removeWebhook = (db: Database, tx: Transaction, { store_id, id }: WebhookRow): Promise<number> =>
  remove(db, "webhooks", { store_id, id }, tx);

// What says whether a webhook is still as it was read.
const changing = "id, tries, status, version, failures, failing_since";

/**
 * A claimed webhook with the settings that it has by now, itself where they are the same; undefined when it is deleted, or
 * another worker has claimed it. In a transaction it is locked until the end: new deliveries then wait for the transaction
 * before they make the webhook due.
 */
export async function claimedNow(
  db: Database,
  webhook: ClaimedWebhook,
  tx?: Transaction,
): Promise<ClaimedWebhook | undefined> {
  const { id, tries } = webhook;
  const row = await findRow<ClaimedWebhook>(db, "webhooks", { id }, tx, changing);
  if (row?.tries !== tries) return undefined;
  const isSame = [...Object.entries(row)].every(([name, value]) => webhook[name as keyof ClaimedWebhook] === value);
  if (isSame) return webhook;
  const now = await findRow<ClaimedWebhook>(db, "webhooks", { id }, tx);
  return now?.tries === tries ? now : undefined;
}

/** Ends the claim of a locked webhook that is not enabled: when it is again, it is served at once. */
export const releaseClaim = (db: Database, tx: Transaction, { store_id, id }: ClaimedWebhook): Promise<number> =>
  update(db, "webhooks", { store_id, id }, { claimed_until: 0 }, tx);

/** The enabled webhooks of stores. */
export async function enabledWebhooks(
  db: Database,
  tx: Transaction,
  store_ids: readonly number[],
): Promise<Pick<WebhookRow, "id" | "store_id" | "topics">[]> {
  const text = `SELECT id, store_id, topics FROM webhooks WHERE store_id IN (${marks(store_ids)}) AND status = 'enabled'`;
  return db.rows(text, [...store_ids], tx);
}

/** Makes webhooks due now, whether or not their endpoints fail. */
export const makeDue = (db: Database, tx: Transaction, ids: readonly number[], now: number): Promise<void> =>
  makeDueBy(db, tx, ids, "?", now);

/** Makes webhooks due that have got new deliveries: now, or once they have rested where their endpoints fail. */
export const makeDueRested = (db: Database, tx: Transaction, ids: readonly number[], now: number): Promise<void> =>
  makeDueBy(db, tx, ids, `? + ${restInSql}`, now);

const failing = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => `WHEN ${failures} THEN ${restDelay(failures)}`);
const restInSql = `CASE failures WHEN 0 THEN 0 ${failing.join(" ")} ELSE ${restDelay(9)} END`;

// Every row matches, so that one which a turn's end has locked is waited for: under READ COMMITTED, MariaDB judges a condition
// by what was committed before, and passes over a row that is about to have nothing due.
async function makeDueBy(db: Database, tx: Transaction, ids: readonly number[], due: string, now: number) {
  if (ids.length === 0) return;
  const text = `UPDATE webhooks SET due_at = CASE WHEN due_at > ${due} THEN ${due} ELSE due_at END
    WHERE id IN (${marks(ids)})`;
  await db.run(text, [now, now, ...ids], tx);
  queue.wakeAfter(tx);
}
