import type { Transaction } from "sequelize";
import type { Database, SqlValue } from "../../../mixins/db/database.ts";
import { newId } from "../../../mixins/values/ids.ts";
import { retryForMs, unattempted } from "../webhooks.rules.ts";
import type { StoredEvent } from "./events.ts";

/** An event to deliver, and the id of the entity that it is about. */
export interface Deliverable {
  event: StoredEvent;
  entity: string;
}

const eventsAtOnce = 100;
const webhooksAtOnce = 30;

/**
 * Inserts a delivery of each event to each webhook, due now. A statement names each event and each webhook once: a row for
 * each pair would cost the process and the engine's parser more than the rows themselves.
 */
export async function insertDeliveries(
  db: Database,
  tx: Transaction,
  events: readonly Deliverable[],
  webhook_ids: readonly number[],
  now: number,
): Promise<void> {
  for (let first = 0; first < webhook_ids.length; first += webhooksAtOnce)
    for (let start = 0; start < events.length; start += eventsAtOnce) {
      const [some, ids] = [events.slice(start, start + eventsAtOnce), webhook_ids.slice(first, first + webhooksAtOnce)];
      await insertPairs(db, tx, some, ids, now);
    }
}

// In the order of their events, as an ordered webhook sends them.
const insertPairs: typeof insertDeliveries = async (db, tx, events, webhook_ids, now) => {
  const { text: those, values } = tableOf(
    ["head", "tail", "store_id", "sequence", "event_id", "topic", "entity"],
    events.map(valuesOf),
  );
  const to = tableOf(
    ["webhook_id", "middle"],
    webhook_ids.map((id, index) => [id, String(index).padStart(idMiddle, "0")]),
  );
  const text = `INSERT INTO webhook_deliveries (public_id, store_id, webhook_id, sequence, event_id, topic, entity, state,
      attempts, due_at, retry_until, created_at, last_error)
    SELECT CONCAT(e.head, w.middle, e.tail), e.store_id, w.webhook_id, e.sequence, e.event_id, e.topic, e.entity, 'pending',
      0, ?, ?, ?, ? FROM (${those}) e CROSS JOIN (${to.text}) w ORDER BY w.webhook_id, e.sequence`;
  await db.run(text, [now, now + retryForMs, now, unattempted, ...values, ...to.values], tx, "text");
};

// An id for each pair: the event's, with the number of the webhook in its middle.
const [idHead, idMiddle] = [20, 4];

function valuesOf({ event: { store_id, sequence, event_id, topic }, entity }: Deliverable): SqlValue[] {
  const id = newId("dlv");
  return [id.slice(0, idHead), id.slice(idHead + idMiddle), store_id, sequence, event_id, topic, entity];
}

// In what every engine parses: MariaDB has no VALUES ROW(…), and MySQL no VALUES without ROW.
function tableOf(columns: readonly string[], rows: readonly SqlValue[][]) {
  const first = `SELECT ${columns.map((column) => `? AS ${column}`).join(", ")}`;
  const rest = ` UNION ALL SELECT ${columns.map(() => "?").join(", ")}`;
  return { text: first + rest.repeat(rows.length - 1), values: rows.flat() };
}
