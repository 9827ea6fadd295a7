import type { Transaction } from "sequelize";
import { ErasureLocks } from "../../../mixins/actions/erasure.ts";
import type { Database } from "../../../mixins/db/database.ts";
import { raiseCounter } from "../../../mixins/db/sequence.ts";
import { findRow, update } from "../../../mixins/db/statements.ts";
import type { ActionParams, EventFeed, WebhookPayload } from "../../contracts.ts";
import { fail } from "../webhooks.errors.ts";
import { isPersonal, selects, withoutPersonalData } from "../webhooks.rules.ts";

/** Customers who are erased: their events are kept and sent without values. */
export const erasures = new ErasureLocks("webhook_people", "erased_at");

/** An event as it is kept for the feed and for deliveries. */
export interface StoredEvent {
  store_id: number;
  sequence: number;
  event_id: string;
  topic: string;
  body: string;
}

/**
 * Takes the next numbers of a store, for events that are then inserted in the same transaction. The lock on the counter
 * makes the numbers appear in their order: a reader behind a cursor misses none.
 */
async function nextSequence(db: Database, tx: Transaction, store_id: number, count: number): Promise<number> {
  const counter = { table: "webhook_sequences", column: "last" };
  return (await raiseCounter(db, tx, counter, store_id, { first: count, by: count })) - count + 1;
}

/** Locks a store for what must not be done twice at once: events and webhooks of it wait until the transaction ends. */
export async function lockStore(db: Database, tx: Transaction, store_id: number): Promise<void> {
  await nextSequence(db, tx, store_id, 0);
}

/** Inserts payloads of one store as its next events; `onlyFor` is the webhook of a test event. */
export async function insertEvents(
  db: Database,
  tx: Transaction,
  store_id: number,
  payloads: readonly WebhookPayload[],
  onlyFor: number | null = null,
): Promise<StoredEvent[]> {
  const first = await nextSequence(db, tx, store_id, payloads.length);
  const events = payloads.map((payload, index) => ({
    store_id,
    sequence: first + index,
    event_id: payload.id,
    topic: payload.type,
    body: JSON.stringify(payload),
  }));
  const rows = events.map((event, index) => {
    const payload = payloads[index] as WebhookPayload;
    const customer_id = isPersonal(payload) ? payload.aggregate.id : null;
    return { ...event, customer_id, only_for: onlyFor, created_at: Date.now() };
  });
  await db.insertMany("webhook_events", rows, tx);
  return events;
}

/** Removes the values from the kept events of an erased customer. */
export async function emptyEvents(
  db: Database,
  tx: Transaction,
  person: { store_id: number; customer_id: string },
): Promise<void> {
  const text = `SELECT sequence, body FROM webhook_events WHERE store_id = ? AND customer_id = ? ${db.forUpdate}`;
  const found = await db.rows<StoredEvent>(text, [person.store_id, person.customer_id], tx);
  for (const { sequence, body } of found) {
    const emptied = JSON.stringify(withoutPersonalData(JSON.parse(body) as WebhookPayload));
    await update(db, "webhook_events", { store_id: person.store_id, sequence }, { body: emptied }, tx);
  }
}

/** The body of an event; undefined when it is no longer kept. */
export const findBody = async (db: Database, store_id: number, sequence: number): Promise<string | undefined> =>
  (await findRow<StoredEvent>(db, "webhook_events", { store_id, sequence }))?.body;

// How many events a page looks through at most for those of its topics.
const mostRead = 1_000;

/** A part of a store's events behind a cursor, oldest first. Throws `invalid_cursor`, `cursor_expired`. */
export async function readFeed(db: Database, request: ActionParams<"webhooks.feed">): Promise<EventFeed> {
  const { store_id, limit, topics = ["*"], personal_data } = request;
  const begin = await lastRemoved(db, store_id);
  const after = request.cursor === undefined ? begin : readCursor(request.cursor, store_id);
  if (after < begin) throw fail("cursor_expired");
  const text = `SELECT sequence, topic, only_for, body FROM webhook_events WHERE store_id = ? AND sequence > ?
    ORDER BY sequence LIMIT ?`;
  const rows = await db.rows<StoredEvent & { only_for: number | null }>(text, [store_id, after, mostRead]);
  const isWanted = ({ topic, only_for }: (typeof rows)[number]) =>
    only_for === null && topics.some((pattern) => selects(pattern, topic));
  const matching = rows.filter(isWanted);
  const page = matching.slice(0, limit);
  const last = matching.length > limit ? page.at(-1) : rows.at(-1);
  const position = last?.sequence ?? after;
  const shown = (payload: WebhookPayload) => (personal_data ? payload : withoutPersonalData(payload));
  return {
    items: page.map(({ body }) => shown(JSON.parse(body) as WebhookPayload)),
    next_cursor: cursorOf(store_id, position),
    has_more: matching.length > limit || rows.length === mostRead,
  };
}

/** The number before the first event that is kept; without any, that of the last one that there was. */
export async function lastRemoved(db: Database, store_id: number, tx?: Transaction): Promise<number> {
  const text = "SELECT MIN(sequence) AS first FROM webhook_events WHERE store_id = ?";
  const first = (await db.row<{ first: number | null }>(text, [store_id], tx))?.first ?? null;
  if (first !== null) return first - 1;
  const counter = "SELECT last FROM webhook_sequences WHERE store_id = ?";
  return (await db.row<{ last: number }>(counter, [store_id], tx))?.last ?? 0;
}

const cursorOf = (store_id: number, sequence: number) =>
  Buffer.from(JSON.stringify(["events", store_id, sequence])).toString("base64url");

function readCursor(cursor: string, store_id: number): number {
  try {
    const [feed, store, sequence] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (feed === "events" && store === store_id && Number.isSafeInteger(sequence)) return sequence as number;
  } catch {
    // Unreadable: as invalid as the cursor of another feed.
  }
  throw fail("invalid_cursor", [{ path: "cursor", message: "is not a cursor of this feed" }]);
}
