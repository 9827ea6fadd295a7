import type { Transaction } from "sequelize";
import type { Database } from "../../../mixins/db/database.ts";
import { fetchPage, type KeysetRow, pageOf, walk } from "../../../mixins/db/keyset.ts";
import { equal, marks, type Sql } from "../../../mixins/db/sql.ts";
import { findRow } from "../../../mixins/db/statements.ts";
import { type ActionParams, type AnyDelivery, type AnyWebhook, webhookDeliveryStates } from "../../contracts.ts";
import { fail } from "../webhooks.errors.ts";
import { type DeliveryRow, toDelivery } from "./deliveries.ts";
import { toWebhook, type WebhookRow } from "./webhooks.ts";

// Of all stores and apps: for operators.

interface Paged {
  cursor?: string;
  limit: number;
}

// Without a total: nobody counts a million rows to see fifty of them.
function newest<Row extends KeysetRow>(
  db: Database,
  table: string,
  { by, index, parts }: { by: string[]; index?: string; parts: Sql[][] },
  paging: Paged,
) {
  const listed = { table, sortings: { newest: { columns: by } } };
  const page = pageOf(listed, { ...paging, sort: { by: "newest", order: "desc" } }, `all by ${by}`);
  return fetchPage<Row>(db, page, ...parts.map((where) => walk(listed, index, where)));
}

/** Maps a row to a webhook with its store and app. */
export const toAnyWebhook = (row: WebhookRow): AnyWebhook => ({
  ...toWebhook(row),
  store_id: row.store_id,
  client_id: row.client_id,
});

/** A page of webhooks, newest first. */
export async function listAnyWebhooks(db: Database, { filter, ...paging }: ActionParams<"webhooks.listAll">) {
  const { rows, next_cursor } = await newest<WebhookRow>(db, "webhooks", { by: [], parts: [equal(filter)] }, paging);
  return { items: rows.map(toAnyWebhook), next_cursor };
}

/** A page of deliveries, newest first. Throws `webhook_not_found`. */
export async function listAnyDeliveries(db: Database, { filter, ...paging }: ActionParams<"webhooks.listDeliveries">) {
  const { store_id, webhook_id, state } = filter;
  const webhook =
    webhook_id === undefined || store_id === undefined ? undefined : await findAnyWebhook(db, { store_id, webhook_id });
  const where = equal({ store_id, webhook_id: webhook?.id, state });
  const way = webhook ? { by: ["created_at"], index: "list", parts: [where] } : ofStore(where, filter);
  const { rows, next_cursor } = await newest<DeliveryRow>(db, "webhook_deliveries", way, paging);
  const names = await namesOf(db, rows);
  const items = rows.map(
    (row): AnyDelivery => ({
      ...toDelivery(row),
      store_id: row.store_id,
      webhook_id: names.get(row.webhook_id) ?? null,
    }),
  );
  return { items, next_cursor };
}

// The latest, those of a state, of a store in a state, or of a store in any: then merged from the walks of all states.
function ofStore(where: Sql[], { store_id, state }: ActionParams<"webhooks.listDeliveries">["filter"]) {
  if (store_id === undefined) return { by: [], ...(state ? { index: "in_state" } : {}), parts: [where] };
  const states = state ? [state] : webhookDeliveryStates;
  return { by: [], index: "of_store", parts: states.map((state) => equal({ store_id, state })) };
}

async function namesOf(db: Database, rows: DeliveryRow[]): Promise<Map<number, string>> {
  const ids = [...new Set(rows.map(({ webhook_id }) => webhook_id))];
  if (ids.length === 0) return new Map();
  const text = `SELECT id, public_id FROM webhooks WHERE id IN (${marks(ids)})`;
  const found = await db.rows<{ id: number; public_id: string }>(text, ids);
  return new Map(found.map(({ id, public_id }) => [id, public_id]));
}

/** A webhook of any app, in a transaction locked. Throws `webhook_not_found`. */
export async function findAnyWebhook(
  db: Database,
  { store_id, webhook_id }: { store_id: number; webhook_id: string },
  tx?: Transaction,
): Promise<WebhookRow> {
  const row = await findRow<WebhookRow>(db, "webhooks", { store_id, public_id: webhook_id }, tx);
  if (!row) throw fail("webhook_not_found");
  return row;
}

/** A delivery and its webhook, both locked. Throws `delivery_not_found`. */
export async function findAnyDelivery(
  db: Database,
  { store_id, delivery_id }: { store_id: number; delivery_id: string },
  tx: Transaction,
): Promise<{ row: DeliveryRow; webhook: WebhookRow }> {
  const known = await findRow<DeliveryRow>(db, "webhook_deliveries", { store_id, public_id: delivery_id });
  // In the order of every other change: the webhook first.
  const webhook = known && (await findRow<WebhookRow>(db, "webhooks", { id: known.webhook_id }, tx));
  const row =
    webhook && (await findRow<DeliveryRow>(db, "webhook_deliveries", { store_id, public_id: delivery_id }, tx));
  if (!row || !webhook) throw fail("delivery_not_found");
  return { row, webhook };
}
